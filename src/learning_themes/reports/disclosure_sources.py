"""Where the words that a disclosure check found come from: the published review in which they stand."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from learning_themes.reports.disclosure_groups import Finding
from learning_themes.reports.evidence_behind import word_place
from learning_themes.reports.markdown import shorten
from learning_themes.reports.personal_data import WHY
from learning_themes.reports.piece_sentences import letters_of
from learning_themes.tables import read_table

SHORTEST = 6  # letters: fewer stand anywhere by chance
TITLE_LIMIT = 90


class Published(NamedTuple):
    """The letters of every passage of the published reviews, where each starts, and its review and page."""

    letters: str
    starts: tuple[int, ...]
    places: tuple[tuple[str, int], ...]


def read_published(tables: Path) -> Published:
    """Return the passages of a public version's tables, to be searched by their letters."""
    passages, register = read_table("passages", tables), read_table("register", tables)
    titles = dict(zip(register["review_id"], register["title"], strict=True))
    texts = [f"|{letters_of(text)}" for text in passages["text"]]
    starts = accumulate((len(text) for text in texts), initial=0)
    places = [(titles.get(row.review_id) or row.review_id, int(row.page)) for row in passages.itertuples()]
    return Published("".join(texts), tuple(starts)[:-1], tuple(places))


def add_sources(findings: Iterable[Finding], published: Published) -> list[Finding]:
    """Return the findings, each with the published review in which its words stand, if they do."""
    return [one._replace(source=_name_source(one, published)) if one.kind in WHY else one for one in findings]


def _name_source(finding: Finding, published: Published) -> str:
    for words in (*finding.said, finding.words):
        wanted = letters_of(words)
        at = published.letters.find(wanted) if len(wanted) >= SHORTEST else -1
        if at >= 0:
            title, page = published.places[bisect_right(published.starts, at) - 1]
            where = f", {word_place(page)}" if page else ""
            return f"the published review “{shorten(title, TITLE_LIMIT)}”{where}"
    return ""
