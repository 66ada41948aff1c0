"""A run's parameters: read from YAML, checked all at once, with every path made whole."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from learning_themes.errors import ParametersError, nearest
from learning_themes.identity import Identity, explain_identity, find_logo_problems
from learning_themes.tables import REVIEW_TYPES
from learning_themes.typed_yaml import read_typed_yaml

MOST_PRIORITIES = 6
_PATHS = (
    "corpus", "people", "local_themes", "comparison", "figures", "actions", "training_catalogue", "published",
    "output",
)  # fmt: skip
_HOLD_THEMES = frozenset(["corpus", "people", "local_themes"])  # where the themes of one's own may stand
_HELD = {"corpus": "the reports", "comparison": "the reports", "local_themes": "your own themes"}


class Parameters(BaseModel):
    """What a run is asked to do; `parameters.yaml` explains each key."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    partnership: Annotated[str, Field(min_length=1, max_length=120)] = "Example Partnership"
    corpus: Path = Path("corpus/example")
    people: Path | None = None
    local_themes: Path | None = None
    scans: Literal["read", "list"] = "read"
    dates: Literal["publication", "incident"] = "publication"
    as_of: str = ""
    kinds: list[str] = []
    themes_first: list[str] = Field([], max_length=MOST_PRIORITIES)
    comparison: Path | None = None
    figures: Path | None = None
    actions: Path | None = None
    split_date: str = ""
    audience: Literal["board", "public"] = "board"
    training_themes: list[str] = []
    training_audience: str = ""
    training_level: Literal["", "all_staff", "practitioners", "managers", "leaders"] = ""
    training_catalogue: Path | None = None
    training_drafts: bool = False
    length: Literal["summary", "standard", "full"] = "full"
    identity: Identity = Identity()
    small_up_to: Annotated[int, Field(ge=1, le=50)] = 5
    published: Path | None = None
    output: Path = Path("reports")

    @field_validator(
        "people",
        "local_themes",
        "comparison",
        "figures",
        "actions",
        "training_catalogue",
        "published",
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("as_of", "split_date")
    @classmethod
    def _is_date(cls, value: str) -> str:
        if value and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            raise ValueError(f"{value!r} is not a date; write '2026-03-31', in quotes")
        if value:
            try:
                date.fromisoformat(value)
            except ValueError:
                raise ValueError(f"{value!r} is not a day of the calendar") from None
        return value

    @field_validator("kinds")
    @classmethod
    def _known_kinds(cls, value: list[str]) -> list[str]:
        for kind in value:
            if kind not in REVIEW_TYPES:
                hint = nearest(kind, REVIEW_TYPES)
                raise ValueError(f"{kind!r} is not one of {', '.join(REVIEW_TYPES)}.{hint}")
        return value

    @property
    def people_folder(self) -> Path:
        """Where what people typed is kept: `_people` in the corpus unless said otherwise."""
        return self.people or self.corpus / "_people"

    @property
    def published_folder(self) -> Path:
        """Where published versions go: `published` in the output folder unless said otherwise."""
        return self.published or self.output / "published"

    @property
    def local_themes_folder(self) -> Path:
        """Where the partnership's own themes are: `themes` among what people typed unless said otherwise."""
        return self.local_themes or self.people_folder / "themes"

    @property
    def today(self) -> str:
        """The date that counts as today: `as_of`, or today's."""
        return self.as_of or date.today().isoformat()


def read_parameters(path: Path | None, *, theme_ids: list[str], root: Path, **given: object) -> Parameters:
    """Return the parameters of a file, with `given` values in place of its own.

    Paths in the file count from the file's folder, the defaults from `root`. Raises ParametersError
    with every problem at once: unknown keys, wrong values, unknown themes, folders that are missing.
    """
    data = _read_yaml(path) if path else {}
    base = path.resolve().parent if path else root
    where = str(path) if path else "parameters"
    known = data | {name: value for name, value in given.items() if value is not None}
    parameters, problems, wrong = _validate(where, known)
    try:
        parameters = _make_whole(parameters, base, root, set(data))
    except ValueError as error:
        paths = ", ".join(_PATHS)
        told = f"{where}: one of {paths} is no path ({error}); type it again"
        raise ParametersError([*problems, told]) from None
    found = [
        *(() if wrong & _HOLD_THEMES else _unknown_themes(where, parameters, theme_ids)),
        *_missing_folders(where, parameters),
        *_missing_files(where, parameters),
        *_same_reports(where, parameters),
        *_identity_problems(where, parameters),
        *_fiction_beside_real(where, parameters, root.resolve()),
    ]
    # What is said of a default that stands in for a wrong value would tell nobody anything.
    stand_ins = tuple(f"{where}: {key}{mark}" for key in wrong for mark in ":.")
    problems += [one for one in found if not one.startswith(stand_ins)]
    if problems:
        raise ParametersError(problems)
    return parameters


def _validate(where: str, known: dict) -> tuple[Parameters, list[str], set[str]]:
    """Return the parameters, with defaults for wrong values, what is wrong with these, and their keys."""
    told = "{}: {}: {!r} is an address; nothing is fetched: save it on this computer, and give its path"
    identity = known.get("identity")
    given = {key: known.get(key) for key in _PATHS}
    given["identity.logo"] = identity.get("logo") if isinstance(identity, dict) else None
    addresses = {key: value for key, value in given.items() if "://" in str(value)}
    problems = [told.format(where, key, value) for key, value in addresses.items()]
    wrong = {key.partition(".")[0] for key in addresses}
    try:
        return Parameters.model_validate(_without(known, wrong)), problems, wrong
    except ValidationError as error:
        found = error.errors()
    problems += [_explain(where, problem) for problem in found]
    wrong |= {str(problem["loc"][0]) for problem in found}
    return Parameters.model_validate(_without(known, wrong)), problems, wrong


def _without(known: dict, wrong: set[str]) -> dict:
    return {key: value for key, value in known.items() if str(key) not in wrong}


def find_asking(corpus: Path, folders: Iterable[Path]) -> list[Path]:
    """Return the parameters files in `folders` that ask for `corpus`, each once; none that is broken."""
    found: dict[Path, Path] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.y*ml"))):
        found.setdefault(path.resolve(), path)
    return [path for path in found.values() if _asks_for(path, corpus.resolve())]


def _asks_for(path: Path, corpus: Path) -> bool:
    try:
        asked = _read_yaml(path).get("corpus")
        return bool(asked) and (path.resolve().parent / Path(str(asked)).expanduser()).resolve() == corpus
    except (ParametersError, OSError, ValueError, RuntimeError):
        return False


def _read_yaml(path: Path) -> dict:
    data = read_typed_yaml(path, lambda told: ParametersError([told]))
    if not isinstance(data or {}, dict):
        raise ParametersError([f"{path}: expected lines such as 'corpus: corpus/example'"])
    return data or {}


def _explain(where: str, problem: dict) -> str:
    if problem["loc"][0] == "identity":
        return f"{where}: {explain_identity(problem['loc'], problem)}"
    key = ".".join(map(str, problem["loc"]))
    if problem["type"] == "extra_forbidden":
        names = list(Parameters.model_fields)
        return f"{where}: unknown key {key!r}; keys are {', '.join(names)}.{nearest(key, names)}"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "literal_error":
        message = f"{problem['input']!r} is not allowed; {message[0].lower()}{message[1:]}"
    if key in ("as_of", "split_date") and problem["type"] == "string_type":
        message = f"{problem['input']} needs quotes: write '{problem['input']}'"
    return f"{where}: {key}: {message}"


def _make_whole(parameters: Parameters, base: Path, root: Path, from_file: set[str]) -> Parameters:
    """Return the parameters with absolute paths."""
    whole = {}
    for key in _PATHS:
        value = getattr(parameters, key)
        if value is not None:
            whole[key] = ((base if key in from_file else root) / value.expanduser()).resolve()
    logo = parameters.identity.logo
    if logo is not None:
        logo = ((base if "identity" in from_file else root) / logo.expanduser()).resolve()
        whole["identity"] = parameters.identity.model_copy(update={"logo": logo})
    return parameters.model_copy(update=whole)


def _unknown_themes(where: str, parameters: Parameters, theme_ids: list[str]) -> list[str]:
    known = [*theme_ids, *(path.stem for path in parameters.local_themes_folder.glob("*/*.yaml"))]
    return [
        f"{where}: {key}: there is no theme {theme!r}.{nearest(theme, known)}"
        for key in ("themes_first", "training_themes")
        for theme in _list_themes(parameters, key)
        if theme not in known
    ]


def _list_themes(parameters: Parameters, key: str) -> list[str]:
    """Return the themes under `key`, those of a set one by one."""
    asked = getattr(parameters, key)
    return [theme for one in asked for theme in split_set(one)] if key == "training_themes" else asked


def split_set(asked: str) -> list[str]:
    """Return the ids of the themes that one pack is asked for: several are joined by a plus sign.

    >>> split_set("neglect + education")
    ['neglect', 'education']
    """
    return list(dict.fromkeys(theme.strip() for theme in asked.split("+")))


def _missing_folders(where: str, parameters: Parameters) -> list[str]:
    folders = {
        "corpus": parameters.corpus,
        "comparison": parameters.comparison,
        "local_themes": parameters.local_themes,
    }
    return [
        f"{where}: {key}: there is no folder {folder}; give the folder that holds {_HELD[key]}"
        for key, folder in folders.items()
        if folder is not None and not folder.is_dir()
    ]


def _missing_files(where: str, parameters: Parameters) -> list[str]:
    files = {
        "figures": parameters.figures,
        "actions": parameters.actions,
        "training_catalogue": parameters.training_catalogue,
    }
    return [
        f"{where}: {key}: there is no file {path}; give a CSV file, or '' for none"
        for key, path in files.items()
        if path is not None and not path.is_file()
    ]


def _same_reports(where: str, parameters: Parameters) -> list[str]:
    """Return a problem if the comparison folder leaves no report of our own to compare with."""
    corpus, comparison = parameters.corpus, parameters.comparison
    if comparison is None or not corpus.is_relative_to(comparison):
        return []
    return [
        f"{where}: comparison: {comparison} is the corpus or holds it, so nothing would be left to compare;"
        " give a folder of other reports, which may lie inside the corpus"
    ]


def _identity_problems(where: str, parameters: Parameters) -> list[str]:
    """Return what is wrong with the logo, and the contact box that a version for the public lacks."""
    problems = [f"{where}: {problem}" for problem in find_logo_problems(parameters.identity)]
    if parameters.audience == "public" and not parameters.identity.contact:
        problems.append(
            f"{where}: identity.contact: a version for the public needs the words of the contact box,"
            " such as 'If you are worried about a child, ring ...'"
        )
    return problems


def _fiction_beside_real(where: str, parameters: Parameters, root: Path) -> list[str]:
    """Return a problem for each part of the fictional example that a run on other reports would use."""
    example = root / "corpus" / "example"
    if parameters.corpus.is_relative_to(example):
        return []
    keys = ("comparison", "figures", "actions", "training_catalogue")
    parts = {key: getattr(parameters, key) for key in keys}
    return [
        f"{where}: {key}: {path} belongs to the fictional example, which has no place beside real reports;"
        " write '' for none, or give your own"
        for key, path in parts.items()
        if path is not None and path.is_relative_to(example)
    ]
