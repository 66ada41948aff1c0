"""Writes all that a run gives for training: packs, briefings, needs and plans for passing reviews on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from learning_themes.files import replace_file
from learning_themes.identity import read_identity
from learning_themes.parameters import split_set
from learning_themes.reports import markdown as md
from learning_themes.reports.audience import BOARD
from learning_themes.reports.briefing import Briefing, brief_theme, render_briefing
from learning_themes.reports.disclosure import find_people, gather_known
from learning_themes.reports.dissemination import compose_plan, read_plan
from learning_themes.reports.findings import Codebook, Findings, gather_findings
from learning_themes.reports.needs_files import compose_needs, write_needs
from learning_themes.reports.pack_files import Imprint, Marking, name_file, render_deck, render_docx
from learning_themes.reports.pack_text import compose_handbook, compose_handout
from learning_themes.reports.packs import (
    ASK_TO_PUBLISH,
    FOR_TRAINING,
    RESTRICTED,
    Pack,
    choose_themes,
    gather_packs,
)
from learning_themes.reports.quotation_files import write_quotations
from learning_themes.reports.quoting import Gate, learn_vocabulary
from learning_themes.reports.review_briefing import brief_review
from learning_themes.reports.sessions import compose_slides
from learning_themes.reports.theme_sets import name_set
from learning_themes.reports.wording import capital, count_words, parse_as_of
from learning_themes.tables import read_table, read_tables
from learning_themes.trends.needs import read_catalogue, weigh_needs

FOLDER = "training"
READ_QUOTED = (
    "Read each quotation and each case. Could a family know itself?",
    "The workbook quotations.xlsx says where each quotation stands, and what was held back and why. It"
    " may hold words that point to a person: do not pass it on.",
)
READ_CASES = ("Nothing is quoted in these packs. Read each case: could a family know itself?",)
OTHER_PACK = "professional-challenge"  # an example of a theme to ask a pack on
PLAN_MARKING = Marking("For those who pass the review on: tick off each line as it is done", "Working list")


def write_training(
    run_folder: Path | str,
    *,
    codebook: Codebook,
    partnership: str,
    dates: str,
    as_of: str,
    themes: Sequence[str] = (),
    audience: str = "",
    level: str = "",
    catalogue: Path | str = "",
    include_drafts: bool = False,
    themes_first: Sequence[str] = (),
    kinds: Sequence[str] = (),
    people: Path | str = "",
    identity: Mapping[str, object] | None = None,
    progress: Callable[[str], None] = lambda doing: None,
) -> list[Path]:
    """Write `training/` into the run folder and return the paths of its files, the overview first.

    A folder a theme holds handbook, handout, slides and briefing; `reviews/` holds a briefing and a plan for
    each review of ours that a person has set published, and a briefing alone for drafts if `include_drafts`.
    `people` is the folder of what people typed, by default that of the run: names in its names.txt are never
    quoted. `identity` is that of the board report; `progress` is told what is being done.
    Raises ParametersError, InputError or TableError for what was asked wrongly or has not been made.
    """
    run_folder = Path(run_folder)
    imprint = Imprint(partnership, parse_as_of(as_of), read_identity(identity or {}))
    folder = run_folder / FOLDER
    findings = gather_findings(
        run_folder, codebook=codebook, dates=dates, themes_first=themes_first, kinds=kinds
    )
    evidence = read_table("evidence", run_folder / "tables")
    courses = read_catalogue(catalogue, codebook.themes)
    needs = weigh_needs(findings.agencies)
    progress("learning which words may be names")
    gate = make_gate(run_folder, findings, people)
    progress("choosing and checking passages")
    packs = gather_packs(
        findings, evidence, choose_themes(findings, themes), gate=gate,
        audience=audience, level=level, include_drafts=include_drafts,
    )  # fmt: skip
    told = _list_told(findings, include_drafts)
    briefings = list(_brief(run_folder, findings, evidence, told, gate=gate))
    paths = [
        write_needs(folder / "needs.xlsx", needs, courses, findings.names),
        write_quotations(folder / "quotations.xlsx", packs, briefings, findings),
    ]
    for pack in packs:
        progress(f"writing the pack on {pack.name}")
        paths += write_pack(folder / pack.theme, pack, imprint)
        paths += _write_briefing(folder / pack.theme, brief_theme(findings, pack), imprint)
    for row, briefing in zip(told, briefings, strict=True):
        progress(f"writing the briefing on {row.title}")
        place = folder / "reviews" / name_file(row.review_id)
        paths += _write_briefing(place, briefing, imprint)
        if row.status == "published":
            paths.append(_write_plan(place, findings, row, imprint))
    section = compose_needs(needs, courses, findings.names)
    earlier = _list_earlier(folder, packs, findings.names)
    overview = compose_overview(findings, packs, section, earlier)
    return [_write_overview(folder, overview, imprint), *paths]


def make_gate(run_folder: Path, findings: Findings, people: Path | str = "") -> Gate:
    """Return what the quotations of a run are checked against; `people` is by default that of the run."""
    known = gather_known(run_folder, BOARD, Path(people) if people else find_people(run_folder))
    return Gate(known, learn_vocabulary(findings.passages["text"], findings.register["title"]))


def write_pack(folder: Path, pack: Pack, imprint: Imprint) -> list[Path]:
    """Write the handbook, the handout and the slides of `pack` and return their paths."""
    face = {"marking": pack.marking, "imprint": imprint}
    contents = {
        "handbook.docx": render_docx(
            compose_handbook(pack), title=f"{pack.name}: training pack", charts=pack.charts, **face
        ),
        "handout.docx": render_docx(
            compose_handout(pack), title=f"{pack.name}: one sheet", sheet=True, **face
        ),
        "slides.pptx": render_deck(
            compose_slides(pack),
            title=f"Learning from reviews: {pack.name}",
            charts=pack.slide_charts,
            **face,
        ),
    }
    return [replace_file(folder / name, content) for name, content in contents.items()]


def _list_earlier(folder: Path, packs: Sequence[Pack], names: Mapping[str, str]) -> list[str]:
    """Return the themes of packs that an earlier command left in the folder, and that are not made anew."""
    made = {pack.theme for pack in packs}
    left = sorted(path.parent.name for path in folder.glob("*/handbook.docx"))
    return [theme for theme in left if theme not in made and all(one in names for one in split_set(theme))]


def compose_overview(
    findings: Findings, packs: Sequence[Pack], needs: str, earlier: Sequence[str] = ()
) -> str:
    """Return the overview as Markdown: the packs made and why, what to do first, and who needs what.

    `earlier` are themes whose packs lie there already.
    """
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    published = int((ours["status"] == "published").sum())
    rows = [(pack.name, pack.why_now[0], f"{pack.theme}/") for pack in packs]
    rows += [(name_set(theme, findings.names), "Made earlier, not anew.", f"{theme}/") for theme in earlier]
    steps = [
        *(READ_QUOTED if any(any(pack.quotes.values()) for pack in packs) else READ_CASES),
        _say_status(packs, published, len(ours)),
        "Finish the cases with a practitioner, and fill in the further reading.",
        "Check the law and guidance named for later changes.",
        f"A pack on another theme, such as {OTHER_PACK}: ask whoever runs the suite to type"
        f" “python3 start.py training latest --themes {OTHER_PACK}”. The ids of themes stand in needs.xlsx.",
    ]
    parts = [
        md.heading("The packs", level=2, name="packs"),
        md.table({"Theme": 34, "Why now": 46, "Folder": 20}, rows, caption="One folder a theme."),
        md.heading("Before the first session", level=2, name="first"),
        md.bullets(md.escape(capital(step)) for step in steps),
        needs,
    ]
    return "\n\n".join(parts) + "\n"


def _say_status(packs: Sequence[Pack], published: int, reviews: int) -> str:
    """Return how many reviews may be quoted, and what to do for more of them."""
    if any(pack.marking == RESTRICTED for pack in packs):
        return "Reviews that are not published are quoted too, as was asked for: keep the packs inside."
    words = f"{published or 'none'} of {count_words(reviews, 'review')} {'is' if published == 1 else 'are'}"
    return f"{capital(words)} set to published in the register, and only these are quoted. {ASK_TO_PUBLISH}"


def _write_overview(folder: Path, overview: str, imprint: Imprint) -> Path:
    title = "Learning from reviews: training overview"
    content = render_docx(overview, title=title, marking=FOR_TRAINING, imprint=imprint)
    return replace_file(folder / "overview.docx", content)


def _list_told(findings: Findings, include_drafts: bool) -> list[NamedTuple]:
    """Return the reviews of ours that are briefed on: those published, and drafts if they are wanted."""
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    return [row for row in ours.itertuples() if include_drafts or row.status == "published"]


def _brief(
    run_folder: Path, findings: Findings, evidence: pd.DataFrame, told: Iterable[NamedTuple], *, gate: Gate
) -> Iterator[Briefing]:
    recommendations = read_tables(run_folder / "tables")["recommendations"]
    for row in told:
        yield brief_review(findings, evidence, recommendations, row.review_id, gate=gate)


def _write_plan(folder: Path, findings: Findings, row: NamedTuple, imprint: Imprint) -> Path:
    words = compose_plan(findings, row.review_id, read_plan(), imprint.as_of)
    title = f"Passing on: {md.shorten(row.title, 100)}"
    content = render_docx(words, title=title, marking=PLAN_MARKING, imprint=imprint)
    return replace_file(folder / "passing-on.docx", content)


def _write_briefing(folder: Path, briefing: Briefing, imprint: Imprint) -> list[Path]:
    word, pdf = render_briefing(briefing, imprint)
    return [replace_file(folder / "briefing.docx", word), replace_file(folder / "briefing.pdf", pdf)]
