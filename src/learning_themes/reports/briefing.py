"""The seven-minute briefing on a review or a theme: seven parts of whole sentences, made to fit one page."""

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2

from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.pack_files import Imprint, Marking, render_docx
from learning_themes.reports.packs import RESTRICTED, Pack
from learning_themes.reports.quoting import HeldBack
from learning_themes.reports.render import TEMPLATES, render_pdf
from learning_themes.reports.wording import (
    REVIEW_TYPE_WORDS,
    capital,
    count_words,
    join_words,
    word_years,
)

PARTS = (
    "Background",
    "Safeguarding concerns",
    "The incident",
    "The review",
    "Findings",
    "Recommendations",
    "What to do",
)
# Of a briefing on a theme, where no single case or no recommendation of a review is told.
MADE_UP, GOOD = "A case to think with: made up", "What good looks like"
DRAFT = Marking("DRAFT for a person to finish: a machine picked these sentences", "Draft")
TO_WRITE = "For a person to write: the report has no sentence that says this by itself."
# Most lines a part, and most characters a line, from roomy to tight; the first that fits a page is used.
FITS = ((6, 420), (4, 420), (4, 300), (3, 300), (3, 220), (2, 220), (2, 160), (1, 160))
TITLE_LIMIT = 110


@dataclass(frozen=True)
class Briefing:
    """A briefing: title, marking, the lines of each part with the best first, and what was held back.

    `titles` are those of the parts: PARTS for one of a review.
    """

    name: str
    title: str
    marking: Marking
    parts: tuple[tuple[str, ...], ...]
    held_back: tuple[HeldBack, ...] = ()
    titles: tuple[str, ...] = PARTS


def brief_theme(findings: Findings, pack: Pack) -> Briefing:
    """Return the briefing on a theme; the incident in it is made up."""
    told, first, *rest = pack.teaching, *pack.why_now
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    known = ours["review_type"][ours["review_type"] != "OTHER"].value_counts().index[:3]
    kinds = join_words([f"{REVIEW_TYPE_WORDS[kind].lower()}s" for kind in known])
    years = word_years(findings.counts.first_year, findings.counts.last_year)
    read = f"{capital(count_words(len(ours), 'review'))} of {years or 'no known year'} were read"
    asked = _quoted(pack, "recommendation")
    titles = [*PARTS[:2], MADE_UP, *PARTS[3:5], PARTS[5] if asked or not told else GOOD, PARTS[6]]
    parts = (
        (pack.what_it_is, first),
        _quoted(pack, "shortfall") or (pack.no_quotes or TO_WRITE,),
        (told.scenarios[0],) if told else (TO_WRITE,),
        (f"{read}{f', most of them {kinds}' if kinds else ''}. Passages were coded by machine.",),
        (*rest, *_quoted(pack, "strength")) or (TO_WRITE,),
        asked or (tuple(told.good_practice) if told else (TO_WRITE,)),
        tuple(told.tomorrow) if told else (TO_WRITE,),
    )
    marking = (
        restrict(DRAFT, "it quotes reviews that are not published") if pack.marking == RESTRICTED else DRAFT
    )
    title = f"Seven-minute briefing: {pack.name}"
    return Briefing(pack.theme, title, marking, parts, titles=tuple(titles))


def restrict(marking: Marking, why: str) -> Marking:
    """Return `marking` with the word that it is restricted, and why."""
    return Marking(f"RESTRICTED: {why}. {marking.words}", f"Restricted {marking.short.lower()}")


def render_briefing(briefing: Briefing, imprint: Imprint) -> tuple[bytes, bytes]:
    """Return the briefing as Word and as PDF of one page; shortened, by whole sentences, until it fits."""
    title = md.shorten(briefing.title, TITLE_LIMIT)
    front = md.front_matter(imprint.front(title, briefing.marking))
    for most, longest in FITS:
        source = _compose(briefing, most, longest)
        pdf = render_pdf(
            f"{front}\n\n{source}",
            folder=TEMPLATES,
            as_of=imprint.as_of,
            template="briefing",
            identity=imprint.identity.model_copy(update={"logo": None}),
        )
        if count_pages(pdf) == 1:
            break
    return render_docx(source, title=title, marking=briefing.marking, imprint=imprint, sheet=True), pdf


def count_pages(pdf: bytes) -> int:
    """Return the number of pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _compose(briefing: Briefing, most: int, longest: int) -> str:
    blocks = []
    for number, (title, lines) in enumerate(zip(briefing.titles, briefing.parts, strict=True), start=1):
        blocks.append(md.heading(f"{number}. {title}", level=2, name=f"part-{number}"))
        blocks.append(md.bullets(md.escape(line) for line in _fit(lines, most, longest)))
    return "\n\n".join(blocks) + "\n"


def _fit(lines: Sequence[str], most: int, longest: int) -> list[str]:
    """Return at most so many lines of at most so many characters; the shortest if none fits."""
    short = [line for line in lines if len(line) <= longest][:most]
    return short or [md.shorten(min(lines, key=len), 2 * longest)]


def _quoted(pack: Pack, stance: str) -> tuple[str, ...]:
    return tuple(f"“{quote.text}” {quote.source}." for quote in pack.quotes[stance])
