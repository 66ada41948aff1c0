"""The codebook: one YAML file a theme in a folder a family, checked against a closed schema."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator
from ruamel.yaml import YAML

from learning_themes.errors import CodebookError, nearest
from learning_themes.tables import STANCES
from learning_themes.themes.schema import Closed, Words
from learning_themes.themes.teaching import Check, Outcomes, Teaching
from learning_themes.themes.token_patterns import MOST_GROUPS, check_tokens
from learning_themes.typed_yaml import quote_words, read_typed_yaml

MOST_THEMES = 200
Model = TypeVar("Model", bound=BaseModel)


class Pattern(Closed):
    """One way in which a theme is worded; exactly one of `phrase`, `exact`, `near` and `tokens`.

    `phrase` matches by lemma whatever the case, `exact` as it is written; `near` wants one phrase of
    each group with at most `within` words between neighbours, in any order; `tokens` is a spaCy
    token pattern. Nothing matches in a sentence that holds one of the `unless` phrases.
    """

    phrase: Words | None = None
    exact: Words | None = None
    near: list[Annotated[list[Words], Field(min_length=1)]] | None = Field(
        None, min_length=2, max_length=MOST_GROUPS
    )
    within: int = Field(5, ge=0, le=30)
    tokens: list[dict[str, Any]] | None = Field(None, min_length=1)
    unless: list[Words] = []

    @model_validator(mode="after")
    def _one_kind(self) -> "Pattern":
        kinds = [self.phrase, self.exact, self.near, self.tokens]
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("a pattern has exactly one of phrase, exact, near and tokens")
        if self.tokens:
            check_tokens(self.tokens)
        return self

    def describe(self) -> str:
        """Return the pattern in a few words, for a message or a reason."""
        if self.near:
            return " … ".join("/".join(group) for group in self.near)
        return self.phrase or self.exact or str(self.tokens)


class Example(Closed):
    """A sentence that the theme's patterns must find, with its stance where that is sure."""

    text: Words
    stance: str | None = None

    @model_validator(mode="after")
    def _known_stance(self) -> "Example":
        if self.stance is not None and self.stance not in STANCES:
            raise ValueError(f"stance {self.stance!r} is not one of {', '.join(STANCES)}")
        return self


class Theme(Closed):
    """A practice theme: what it is, how it is worded, and the sentences that prove it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    name: Words
    family: str
    definition: Words
    include: list[Words] = []
    exclude: list[Words] = []
    patterns: list[Pattern] = Field(min_length=1)
    must_match: list[Example] = Field(min_length=1)
    must_not_match: list[Words] = Field(min_length=1)
    training: Teaching | None = None


# The records inside a theme's file, by the key that they stand under.
INNER: dict[str, type[BaseModel]] = {
    "patterns": Pattern,
    "must_match": Example,
    "training": Teaching,
    "outcomes": Outcomes,
    "knowledge_check": Check,
}


class _Contents(Closed):
    version: int = Field(ge=1)
    families: dict[str, Words]


@dataclass(frozen=True)
class Codebook:
    """All themes in order of family and name; `digest` is the hash of the files they came from.

    `coding_digest` is the hash of what the coding depends on: what is taught about a theme is not in it.
    """

    version: int
    families: dict[str, str]
    themes: dict[str, Theme]
    digest: str
    folder: Path
    coding_digest: str = ""


def load_codebook(folder: Path | str) -> Codebook:
    """Return the codebook in `folder`: `codebook.yaml` and FAMILY/THEME.yaml.

    Raises CodebookError, naming file and line, for anything outside the schema, an id or family
    that does not agree with the file's place, or a theme given twice.
    """
    folder = Path(folder)
    contents = _load(folder / "codebook.yaml", _Contents)
    paths = sorted(path for family in contents.families for path in (folder / family).glob("*.yaml"))
    if not paths:
        raise CodebookError(f"{folder}: no theme files; expected FAMILY/THEME.yaml under it")
    refuse_too_many(folder, paths)
    _refuse_strays(folder, contents, paths)
    themes = [load_theme_file(path, contents.families) for path in paths]
    order = list(contents.families)
    themes.sort(key=lambda theme: (order.index(theme.family), theme.name))
    return Codebook(
        version=contents.version,
        families=dict(contents.families),
        themes={theme.id: theme for theme in themes},
        digest=_digest([folder / "codebook.yaml", *paths], folder),
        folder=folder,
        coding_digest=digest_coding([contents.model_dump()], themes),
    )


def refuse_too_many(folder: Path, paths: Sequence[Path]) -> None:
    """Raise CodebookError for more theme files than anybody could code by."""
    if len(paths) > MOST_THEMES:
        raise CodebookError(
            f"{folder}: holds {len(paths):,} theme files, and a codebook has at most {MOST_THEMES}: take out"
            " those that nobody uses"
        )


def _refuse_strays(folder: Path, contents: _Contents, paths: list[Path]) -> None:
    """Raise CodebookError for a theme file in a folder that is no family: it would be lost silently."""
    known = {path.parent.name for path in paths} | set(contents.families)
    for path in sorted(folder.glob("*/*.yaml")):
        if path.parent.name not in known:
            hint = nearest(path.parent.name, contents.families)
            raise CodebookError(
                f"{path}: the folder {path.parent.name!r} is not a family of codebook.yaml;"
                f" families are {', '.join(contents.families)}.{hint}"
            )


def load_theme_file(path: Path, families: Collection[str]) -> Theme:
    """Return the theme of one file; raises CodebookError as `load_codebook` does."""
    theme = _load(path, Theme)
    if theme.family not in families:
        raise CodebookError(
            f"{path}, line {find_line(path, ('family',))}: family {theme.family!r} is not one of"
            f" {', '.join(families)}.{nearest(theme.family, families)}"
        )
    if theme.id != path.stem:
        raise CodebookError(
            f"{path}, line {find_line(path, ('id',))}: id {theme.id!r} is not the file's name {path.stem!r}"
        )
    if theme.family != path.parent.name:
        raise CodebookError(
            f"{path}, line {find_line(path, ('family',))}: family {theme.family!r} is not the folder's"
            f" name {path.parent.name!r}"
        )
    return theme


def _load(path: Path, model: type[Model]) -> Model:
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise CodebookError(f"{path}, line 1: expected keys and values, not {type(data).__name__}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise CodebookError("\n".join(_explain(path, model, error))) from None


def read_yaml(path: Path) -> object:
    """Return the plain data of a YAML file; tags, aliases, doubled keys and bad YAML raise CodebookError."""
    return read_typed_yaml(path, CodebookError)


def _explain(path: Path, model: type[BaseModel], error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        place = tuple(problem["loc"])
        where = ".".join(str(step) for step in place) or "the file"
        message = word_problem(problem)
        if problem["type"] == "extra_forbidden":
            message = f"unknown key.{nearest(str(place[-1]), _keys_at(place, model))}"
        yield f"{path}, line {find_line(path, place)}: {where}: {message}"


def word_problem(problem: Mapping[str, Any]) -> str:
    """Return what is wrong in a place of a file; words of which a colon made a key are shown in quotes."""
    given, kind = problem["input"], problem["type"]
    lacks_text = kind == "missing" and problem["loc"][-1] == "text"
    made = [pair for pair in given.items() if pair[0] != "stance"] if isinstance(given, dict) else []
    if len(made) == 1 and (kind == "string_type" or lacks_text):
        words = quote_words(": ".join(map(str, made[0])))
        put = f"text: {words}" if lacks_text else words
        return f"the colon makes a key of the words before it; put them all in quotes: - {put}"
    return problem["msg"].removeprefix("Value error, ")


def _keys_at(place: tuple[str | int, ...], model: type[BaseModel]) -> Iterable[str]:
    """Return the keys that are known at `place`, whose last step is the unknown one."""
    above = [INNER[step] for step in place[:-1] if step in INNER]
    return (above[-1] if above else model).model_fields


def find_line(path: Path, place: tuple[str | int, ...]) -> int:
    """Return the line, from 1, of the deepest part of `place` that is in the file."""
    node = YAML().load(path.read_text(encoding="utf-8-sig"))
    line = 0
    for step in place:
        try:
            line = (node.lc.key(step) if isinstance(node, dict) else node.lc.item(step))[0]
            node = node[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line + 1


def _digest(paths: list[Path], folder: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def digest_coding(told: Sequence[object], themes: Iterable[Theme]) -> str:
    """Return the hash of what the coding by `themes` depends on, and of `told`, which JSON can hold."""
    told = [*told, *(theme.model_dump(exclude={"training"}) for theme in themes)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
