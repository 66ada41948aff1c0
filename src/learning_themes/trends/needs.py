"""Training needs: how strong the evidence is for each theme and agency, and which courses answer it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from learning_themes.errors import InputError, ParametersError, nearest
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
    """Return one row a theme and agency: columns theme, agency, k, strength.

    `k` is the most reviews in which passages of one stance, shortfall or recommendation, name the agency: the
    reviews with either are as many or more. `strength` is one of STRENGTHS. Strongest first.
    """
    named = agencies[agencies["stance"].isin(NEEDED)]
    needs = named.groupby(["theme", "agency"], as_index=False)["k"].max()
    needs["strength"] = [name_strength(k) for k in needs["k"]]
    order = needs.sort_values(["k", "theme", "agency"], ascending=[False, True, True], kind="stable")
    return order[["theme", "agency", "k", "strength"]].reset_index(drop=True)


def name_strength(k: int) -> str:
    """Return the strength of evidence from `k` reviews, one of STRENGTHS."""
    return STRENGTHS[0] if k >= STRONG else STRENGTHS[1] if k >= SOME else STRENGTHS[2]


def read_catalogue(path: Path | str, theme_ids: Collection[str]) -> list[Course]:
    """Return the courses of a CSV or Excel file with the columns of COLUMNS; none without a path.

    Several themes or agencies are parted by a semicolon; the audience All, or none, means every agency.
    Raises InputError, naming line and value, for a missing column, no course, an unknown theme or agency.
    """
    courses = []
    for where, row in _read(path):
        if not any(row.values()):
            continue
        if not row["course"]:
            raise InputError(f"{where}: course: is empty; give the course a name")
        courses.append(
            Course(
                course=row["course"],
                themes=_known(where, "themes", row["themes"], theme_ids),
                audience=_audience(where, row["audience"]),
                dates=row["dates"],
                provider=row["provider"],
            )
        )
    return courses


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


def _known(where: str, column: str, text: str, allowed: Collection[str]) -> tuple[str, ...]:
    values = tuple(part.strip() for part in text.split(";") if part.strip())
    for value in values:
        if value not in allowed:
            hint = nearest(value, allowed)
            told = "; ".join(allowed) if column == "audience" else "the theme ids of the codebook"
            raise InputError(f"{where}: {column}: {value!r} is not known; allowed are {told}.{hint}")
    return values


def _audience(where: str, text: str) -> tuple[str, ...]:
    if text.strip().casefold() in ("", EVERYONE.casefold()):
        return ()
    return _known(where, "audience", text, list_agencies())
