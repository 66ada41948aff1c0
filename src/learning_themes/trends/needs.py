"""Training needs: how strong the evidence is for each theme and agency, and which courses answer it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from learning_themes.corpus.typed_dates import read_date
from learning_themes.errors import InputError, ParametersError, nearest
from learning_themes.packages import explain_unfolding
from learning_themes.themes.codebook import Theme
from learning_themes.trends.together import list_agencies
from learning_themes.trends.typed import read_rows

COLUMNS = ("course", "themes", "audience", "dates", "provider")
EVERYONE = "All"
NEEDED = ("shortfall", "recommendation")
# An agency named in so many of our reviews or more; a single review is one family's story.
STRONG, SOME = 4, 2
STRENGTHS = ("strong", "some", "one review")


@dataclass(frozen=True)
class Course:
    """A course of the catalogue: the themes it teaches and the agencies it is for, all of them if empty."""

    course: str
    themes: tuple[str, ...]
    audience: tuple[str, ...]
    dates: str
    provider: str

    def answers(self, theme: str, agency: str) -> bool:
        """Return whether it teaches `theme` to `agency`."""
        return theme in self.themes and (not self.audience or agency in self.audience)


def check_audience(audience: str) -> str:
    """Return `audience`: '' for all agencies together, or one that the run looks for."""
    if audience and audience not in list_agencies():
        allowed = "; ".join(list_agencies())
        hint = nearest(audience, list_agencies())
        problem = (
            f"training_audience: {audience!r} is not allowed; use '' for all, or one of {allowed}.{hint}"
        )
        raise ParametersError([problem])
    return audience


def weigh_needs(agencies: pd.DataFrame) -> pd.DataFrame:
    """Return one row a theme and agency: columns theme, agency, shortfall, recommendation, k, strength.

    Of each stance, the reviews whose passages name the agency, as table `agencies` counts them. `k` is the
    larger: the reviews with either are as many or more. `strength` is one of STRENGTHS. Strongest first.
    """
    pair = ["theme", "agency"]
    by_stance = [
        agencies[agencies["stance"] == stance].groupby(pair)["k"].max().rename(stance) for stance in NEEDED
    ]
    needs = pd.concat(by_stance, axis=1).fillna(0).astype(int).rename_axis(pair).reset_index()
    needs["k"] = needs[list(NEEDED)].max(axis=1)
    needs["strength"] = [name_strength(k) for k in needs["k"]]
    order = needs.sort_values(["k", *pair], ascending=[False, True, True], kind="stable")
    return order[[*pair, *NEEDED, "k", "strength"]].reset_index(drop=True)


def name_strength(k: int) -> str:
    """Return the strength of evidence from `k` reviews, one of STRENGTHS."""
    return STRENGTHS[0] if k >= STRONG else STRENGTHS[1] if k >= SOME else STRENGTHS[2]


def read_catalogue(path: Path | str, themes: Mapping[str, Theme]) -> list[Course]:
    """Return the courses of a CSV or Excel file with the columns of COLUMNS; none without a path.

    Several themes (ids or names), agencies or dates are parted by a semicolon; the audience All, or none, is
    every agency; blank rows are passed over. Raises InputError, naming every row and value that is wrong.
    """
    courses: list[Course] = []
    problems: list[str] = []
    rows: dict[str, str] = {}
    for where, row in _read(path):
        if not any(row.values()):
            continue
        found = [
            *_check_name(row["course"], rows),
            *_check_themes(row["themes"], themes),
            *_check_audience(row["audience"]),
            *_check_dates(row["dates"]),
        ]
        problems += [f"{where}: {problem}" for problem in found]
        rows.setdefault(row["course"].casefold(), where.rsplit(", ", 1)[-1])
        if not found:
            courses.append(_make_course(row, themes))
    if path and not rows:
        problems = [f"{path}: holds no course; write one a row, or give '' for no catalogue"]
    if problems:
        raise InputError("\n".join(problems))
    return courses


def _make_course(row: Mapping[str, str], themes: Mapping[str, Theme]) -> Course:
    ids = _ids_by_words(themes)
    everyone = row["audience"].casefold() in ("", EVERYONE.casefold())
    return Course(
        course=row["course"],
        themes=tuple(dict.fromkeys(ids[word.casefold()] for word in _part(row["themes"]))),
        audience=() if everyone else tuple(dict.fromkeys(_part(row["audience"]))),
        dates="; ".join(_part(row["dates"])),
        provider=row["provider"],
    )


def find_gaps(needs: pd.DataFrame, courses: Sequence[Course]) -> pd.DataFrame:
    """Return the rows of `needs` on more than one review that no course answers."""
    answered = [
        any(course.answers(row.theme, row.agency) for course in courses) for row in needs.itertuples()
    ]
    more = needs["k"] >= SOME
    return needs[more & ~pd.Series(answered, index=needs.index, dtype=bool)].reset_index(drop=True)


def find_unneeded(needs: pd.DataFrame, courses: Sequence[Course]) -> list[tuple[Course, str]]:
    """Return each course and theme of it for which the reviews hold no evidence with that audience."""
    pairs = list(zip(needs["theme"], needs["agency"], strict=True))
    return [
        (course, theme)
        for course in courses
        for theme in course.themes
        if not any(course.answers(theme, agency) for needed, agency in pairs if needed == theme)
    ]


def _read(path: Path | str) -> Iterator[tuple[str, dict[str, str]]]:
    if path and Path(path).suffix.lower() == ".xlsx":
        return _read_sheet(Path(path))
    return read_rows(path, COLUMNS)


def _read_sheet(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of the first sheet of an Excel file as `read_rows` does those of a CSV file."""
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    if told := explain_unfolding(path):
        raise InputError(f"{path}: {told}; save the courses as a workbook of their own")
    try:
        rows = list(load_workbook(path, read_only=True, data_only=True).worksheets[0].values)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, IndexError) as error:
        raise InputError(f"{path}: cannot be read as an Excel workbook: {error}") from error
    names = [_cell(value).lower() for value in rows[0]] if rows else []
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise InputError(f"{path}: lacks the column {missing[0]!r}; it needs {', '.join(COLUMNS)}")
    for number, row in enumerate(rows[1:], start=2):
        values = dict(zip(names, map(_cell, row), strict=False))
        yield f"{path}, row {number}", {name: values.get(name, "") for name in COLUMNS}


def _cell(value: object) -> str:
    return "" if value is None else str(value).removesuffix(" 00:00:00").strip()


def _part(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _ids_by_words(themes: Mapping[str, Theme]) -> dict[str, str]:
    """Return the id of a theme by each word for it, written small: its id and its name."""
    names = {theme.name.casefold(): theme.id for theme in themes.values()}
    return names | {theme: theme for theme in themes}


def _check_name(name: str, rows: Mapping[str, str]) -> Iterator[str]:
    if not name:
        yield "course: is empty; give the course a name"
    elif name.casefold() in rows:
        yield (
            f"course: {name!r} is in {rows[name.casefold()]} too; keep one row, with all themes and dates,"
            " or give the second a name of its own"
        )


def _check_themes(text: str, themes: Mapping[str, Theme]) -> Iterator[str]:
    known = _ids_by_words(themes)
    if not _part(text):
        yield "themes: is empty; write at least one theme id, such as neglect, or take the row out"
    for word in _part(text):
        if word.casefold() not in known:
            yield (
                f"themes: {word!r} is not known; allowed are the ids and names of the codebook's themes, such"
                f" as neglect, parted by semicolons.{nearest(word.casefold(), known)}"
            )


def _check_audience(text: str) -> Iterator[str]:
    for word in _part(text):
        if text.casefold() != EVERYONE.casefold() and word not in list_agencies():
            allowed = "; ".join((EVERYONE, *list_agencies()))
            yield f"audience: {word!r} is not known; allowed are {allowed}.{nearest(word, list_agencies())}"


def _check_dates(text: str) -> Iterator[str]:
    """Yield a problem for each date that no calendar has; words without a figure are free."""
    for word in _part(text):
        if any(letter.isdigit() for letter in word) and not read_date(word).clear:
            yield (
                f"dates: {word!r} is not a date; write 10 March 2026, 10/3/2026, 2026-03-10 or March 2026,"
                " several parted by semicolons, or words such as monthly"
            )
