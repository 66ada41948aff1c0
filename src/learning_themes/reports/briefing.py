"""The seven-minute briefing on a review or a theme: seven parts of whole sentences, made to fit one page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pypdfium2

from learning_themes.errors import TableError
from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.pack_files import render_docx
from learning_themes.reports.packs import Pack
from learning_themes.reports.quoting import PATTERNS, stands_alone
from learning_themes.reports.render import TEMPLATES, render_pdf
from learning_themes.reports.wording import (
    REVIEW_TYPE_WORDS,
    capital,
    count_words,
    join_words,
    word_date,
    word_years,
)
from learning_themes.trends.presence import order_strongest, place_evidence

PARTS = (
    "Background",
    "Safeguarding concerns",
    "The incident",
    "The review",
    "Findings",
    "Recommendations",
    "What to do",
)
DRAFT = "DRAFT for a person to finish: a machine picked these sentences."
TO_WRITE = "For a person to write: the report has no sentence that says this by itself."
# Most lines a part, and most characters a line, from roomy to tight; the first that fits a page is used.
FITS = ((6, 420), (4, 420), (4, 300), (3, 300), (3, 220), (2, 220), (2, 160), (1, 160))
THEMES_NAMED, CANDIDATES = 4, 12
TITLE_LIMIT = 110
SHORTEST = 40
RECOMMENDING = ("recommendations", "findings", "analysis", "summary")
NEVER = ("a name after a title", "a date of birth", "a telephone or NHS number", "a postcode", "an address",
         "an e-mail or web address")  # fmt: skip
INCIDENT_SECTIONS = ("summary", "narrative", "background", "front-matter", "analysis", "method", "findings")
INCIDENT = re.compile(
    r"(?i:\b(?:died|death|killed|injur(?:y|ies|ed)|admitted|arrested|overdose|fracture[sd]?|unresponsive|stabbed"
    r"|disclosed|seriously harmed|found (?:dead|hanging|unconscious))\b)"
)
REVIEWING = re.compile(
    r"(?i:\b(?:this|the) (?:\w+ )?review\b.*\b(?:was|is|covers|looks|considers|commissioned|panel)\b)"
)


@dataclass(frozen=True)
class Briefing:
    """A briefing: its title, marking, and the lines of each of PARTS with the best first."""

    name: str
    title: str
    marking: str
    parts: tuple[tuple[str, ...], ...]


def brief_theme(findings: Findings, pack: Pack) -> Briefing:
    """Return the briefing on a theme; the incident in it is made up."""
    told, first, *rest = pack.teaching, *pack.why_now
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    kinds = join_words(
        [REVIEW_TYPE_WORDS[kind].lower() for kind in ours["review_type"].value_counts().index[:3]]
    )
    years = word_years(findings.counts.first_year, findings.counts.last_year)
    read = f"{capital(count_words(len(ours), 'review'))} of {years or 'no known year'} were read"
    parts = (
        (pack.definition, first),
        _quoted(pack, "shortfall") or (pack.no_quotes,),
        (f"Made up, from no single case: {told.scenarios[0]}",) if told else (TO_WRITE,),
        (f"{read}{f', most of them {kinds}' if kinds else ''}. Passages were coded by machine.",),
        (*rest, *_quoted(pack, "strength")) or (TO_WRITE,),
        _quoted(pack, "recommendation") or (tuple(told.good_practice) if told else (TO_WRITE,)),
        tuple(told.tomorrow) if told else (TO_WRITE,),
    )
    marking = f"{DRAFT} {pack.marking}".strip()
    return Briefing(pack.theme, f"Seven-minute briefing: {pack.name}", marking, parts)


def brief_review(
    findings: Findings, evidence: pd.DataFrame, recommendations: pd.DataFrame, review_id: str
) -> Briefing:
    """Return the briefing on a review of ours, in the review's own sentences.

    Raises TableError if the register has no such review.
    """
    rows = findings.reviews[findings.reviews["review_id"] == review_id]
    if rows.empty:
        raise TableError(f"the register has no review {review_id!r} that was read")
    review = rows.iloc[0]
    passages = findings.passages[findings.passages["review_id"] == review_id]
    coded = order_strongest(place_evidence(rows, findings.passages, evidence))
    key = _key_themes(findings, review_id)
    seen: set[str] = set()
    parts = (
        _background(findings, review, passages, seen),
        _concerns(findings, coded, key, seen),
        _first(passages, INCIDENT_SECTIONS, INCIDENT, seen) or (TO_WRITE,),
        _reviewing(findings, review, passages, seen),
        _strongest(coded, ("shortfall",), ("findings", "analysis"), seen)
        + _strongest(coded, ("strength",), ("good-practice", "findings", "analysis"), seen)[:1]
        or (TO_WRITE,),
        _recommendations(recommendations, passages, coded, seen) or (TO_WRITE,),
        _what_to_do(findings, key) or (TO_WRITE,),
    )
    published = review["status"] == "published"
    marking = DRAFT if published else f"{DRAFT} RESTRICTED: the review is not published."
    return Briefing(review_id, f"Seven-minute briefing: {review['title']}", marking, parts)


def render_briefing(briefing: Briefing, *, partnership: str, as_of: date) -> tuple[bytes, bytes]:
    """Return the briefing as Word and as PDF of one page; shortened, by whole sentences, until it fits."""
    day = word_date(str(as_of))
    for most, longest in FITS:
        source = _compose(briefing, most, longest, level=2)
        values = {
            "title": md.shorten(briefing.title, TITLE_LIMIT), "partnership": partnership, "as_of_words": day,
            "marking": briefing.marking,
        }  # fmt: skip
        pdf = render_pdf(
            f"{md.front_matter(values)}\n\n{source}", folder=TEMPLATES, as_of=as_of, template="briefing"
        )
        if count_pages(pdf) == 1:
            break
    head = "\n\n".join([md.escape(briefing.marking), md.escape(f"{partnership}. As of {day}.")])
    word = f"{head}\n\n{_compose(briefing, most, longest, level=1)}"
    title = md.shorten(briefing.title, TITLE_LIMIT)
    return render_docx(word, title=title, as_of=as_of, points=9, margin=1.5), pdf


def count_pages(pdf: bytes) -> int:
    """Return the number of pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _compose(briefing: Briefing, most: int, longest: int, *, level: int) -> str:
    blocks = []
    for number, (title, lines) in enumerate(zip(PARTS, briefing.parts, strict=True), start=1):
        blocks.append(md.heading(f"{number}. {title}", level=level, name=f"part-{number}"))
        blocks.append(md.bullets(md.escape(line) for line in _fit(lines, most, longest)))
    return "\n\n".join(blocks) + "\n"


def _fit(lines: Sequence[str], most: int, longest: int) -> list[str]:
    """Return at most so many lines of at most so many characters; the shortest if none fits."""
    short = [line for line in lines if len(line) <= longest][:most]
    return short or [md.shorten(min(lines, key=len), 2 * longest)]


def _quoted(pack: Pack, stance: str) -> tuple[str, ...]:
    return tuple(f"“{quote.text}” {quote.source}." for quote in pack.quotes[stance])


def _key_themes(findings: Findings, review_id: str) -> list[str]:
    rows = findings.presence[(findings.presence["review_id"] == review_id) & findings.presence["key"]]
    rows = rows.sort_values(["passages", "theme"], ascending=[False, True], kind="stable")
    return [theme for theme in rows["theme"] if theme in findings.names]


def _background(
    findings: Findings, review: pd.Series, passages: pd.DataFrame, seen: set[str]
) -> tuple[str, ...]:
    files = findings.register[findings.register["review_id"] == review["review_id"]]
    partnership = next((name for name in files["partnership"] if name), "a partnership that was not found")
    told = f"{REVIEW_TYPE_WORDS[review['review_type']]} by {partnership}, published {_published(files)}."
    return (told, *_first(passages, ("background", "summary"), None, seen)[:3])


def _published(files: pd.DataFrame) -> str:
    return word_date(min((day for day in files["published_date"] if day), default=""))


def _concerns(findings: Findings, coded: pd.DataFrame, key: list[str], seen: set[str]) -> tuple[str, ...]:
    named = join_words([findings.names[theme] for theme in key[:THEMES_NAMED]])
    head = (
        (f"The review turns on: {named}.",) if named else ("No theme was found on which the review turns.",)
    )
    return head + _strongest(coded, ("shortfall",), ("summary", "narrative"), seen)[:3]


def _reviewing(
    findings: Findings, review: pd.Series, passages: pd.DataFrame, seen: set[str]
) -> tuple[str, ...]:
    files = findings.register[findings.register["review_id"] == review["review_id"]]
    pages = f"{review['pages']} pages" if review["pages"] else f"{int(files['words'].max()):,} words"
    incident = word_date(min((day for day in files["incident_date"] if day), default=""))
    told = f"The report has {pages}. Date of the incident: {incident}."
    return (told, *_first(passages, ("method", "front-matter", "summary"), REVIEWING, seen)[:2])


def _recommendations(
    recommendations: pd.DataFrame, passages: pd.DataFrame, coded: pd.DataFrame, seen: set[str]
) -> tuple[str, ...]:
    """Return the recommendations as the run lists them, or else the passages that recommend, in order."""
    listed = recommendations[recommendations["review_id"].isin(passages["review_id"])]
    if len(listed):
        return _take(listed["text"], seen, alone=False)
    asked = coded[(coded["stance"] == "recommendation") & coded["section"].isin(RECOMMENDING)]
    return _take(passages.loc[passages["passage_id"].isin(asked["passage_id"]), "text"], seen, alone=False)


def _what_to_do(findings: Findings, key: list[str]) -> tuple[str, ...]:
    taught = [getattr(findings.codebook.themes[theme], "training", None) for theme in key[:THEMES_NAMED]]
    return tuple(told.tomorrow[0] for told in taught if told)


def _strongest(
    coded: pd.DataFrame, stances: Sequence[str], sections: Sequence[str], seen: set[str]
) -> tuple[str, ...]:
    """Return whole sentences, strongest first, one a theme; none that was `seen`, to which they are added."""
    rows = coded[coded["stance"].isin(stances) & coded["section"].isin(sections)].drop_duplicates("theme")
    return _take(rows["text"], seen)


def _first(
    passages: pd.DataFrame, sections: Sequence[str], wanted: re.Pattern[str] | None, seen: set[str]
) -> tuple[str, ...]:
    """Return whole sentences in the order of the report, from the first of `sections` that has any."""
    sentences = passages[passages["kind"] == "sentence"]
    for section in sections:
        texts = sentences.loc[sentences["section"] == section, "text"]
        found = _take((text for text in texts if wanted is None or wanted.search(text)), seen)
        if found:
            return found
    return ()


def _take(texts: Iterable[str], seen: set[str], *, alone: bool = True) -> tuple[str, ...]:
    """Return the texts of a fitting length that name nobody; with `alone`, only whole sentences."""
    taken: list[str] = []
    for text in map(md.clean, texts):
        if len(taken) == CANDIDATES:
            break
        if text in seen or not SHORTEST <= len(text) <= FITS[0][1] or (alone and not stands_alone(text)):
            continue
        if not any(PATTERNS[what].search(text) for what in NEVER):
            taken.append(text)
            seen.add(text)
    return tuple(taken)
