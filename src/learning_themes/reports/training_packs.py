"""Writes all that a run gives for training: packs, briefings, needs and plans for passing reviews on."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from learning_themes.errors import InputError
from learning_themes.files import replace_file
from learning_themes.reports import markdown as md
from learning_themes.reports.briefing import Briefing, brief_review, brief_theme, render_briefing
from learning_themes.reports.dissemination import compose_plan, read_plan
from learning_themes.reports.findings import Codebook, Findings, gather_findings
from learning_themes.reports.needs_files import compose_needs, write_needs
from learning_themes.reports.pack_files import name_file, render_docx, render_slides
from learning_themes.reports.pack_text import compose_handbook, compose_handout, compose_slides
from learning_themes.reports.packs import Pack, choose_themes, gather_packs
from learning_themes.reports.wording import count_words, parse_as_of, word_date
from learning_themes.tables import read_tables
from learning_themes.trends.needs import read_catalogue, weigh_needs

FOLDER = "training"


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
) -> list[Path]:
    """Write `training/` into the run folder and return the paths of its files, the overview first.

    A folder a theme holds handbook, handout, slides and briefing; `reviews/` holds a briefing and a plan for
    each review of ours that a person has set published, and a briefing alone for drafts if `include_drafts`.
    Raises ParametersError, InputError or TableError for what was asked wrongly or has not been made.
    """
    run_folder, day = Path(run_folder), parse_as_of(as_of)
    folder = run_folder / FOLDER
    findings = gather_findings(
        run_folder, codebook=codebook, dates=dates, themes_first=themes_first, kinds=kinds
    )
    tables = read_tables(run_folder / "tables")
    evidence, recommendations = tables["evidence"], tables["recommendations"]
    courses = read_catalogue(catalogue, codebook.themes)
    needs = weigh_needs(findings.agencies)
    packs = gather_packs(
        findings, evidence, choose_themes(findings, themes),
        audience=audience, level=level, include_drafts=include_drafts,
    )  # fmt: skip
    paths = [write_needs(folder / "needs.xlsx", needs, courses, findings.names)]
    for pack in packs:
        paths += write_pack(folder / pack.theme, pack, partnership=partnership, as_of=day)
        paths += _write_briefing(folder / pack.theme, brief_theme(findings, pack), partnership, day)
    for row in _list_told(findings, include_drafts):
        place = folder / "reviews" / name_file(row.review_id)
        briefing = brief_review(findings, evidence, recommendations, row.review_id)
        paths += _write_briefing(place, briefing, partnership, day)
        if row.status == "published":
            paths.append(_write_plan(place, findings, row.review_id, row.title, day))
    section = compose_needs(needs, courses, findings.names)
    overview = compose_overview(findings, packs, section, partnership=partnership, as_of=word_date(str(day)))
    content = render_docx(overview, title="Learning from reviews: training overview", as_of=day)
    return [replace_file(folder / "overview.docx", content), *paths]


def read_asked(run_folder: Path) -> dict[str, object]:
    """Return what a finished run was asked, as `write_training` takes it; InputError if there is no run."""
    record = run_folder / "run.json"
    try:
        asked = json.loads(record.read_text(encoding="utf-8"))["parameters"]
        return {name: asked[name] for name in ("partnership", "dates", "as_of", "themes_first", "kinds")}
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"{run_folder}: holds no finished run with a run.json; give the folder that a run made"
        ) from None


def write_pack(folder: Path, pack: Pack, *, partnership: str, as_of: date) -> list[Path]:
    """Write the handbook, the handout and the slides of `pack` and return their paths."""
    words = {"partnership": partnership, "as_of": word_date(str(as_of))}
    handbook, handout = compose_handbook(pack, **words), compose_handout(pack, **words)
    title = f"{pack.name}: training pack"
    contents = {
        "handbook.docx": render_docx(handbook, title=title, as_of=as_of),
        "handout.docx": render_docx(
            handout, title=f"{pack.name}: one sheet", as_of=as_of, points=9.5, margin=1.6
        ),
        "slides.pptx": render_slides(compose_slides(pack, **words), title=title, as_of=as_of),
    }
    return [replace_file(folder / name, content) for name, content in contents.items()]


def compose_overview(
    findings: Findings, packs: Sequence[Pack], needs: str, *, partnership: str, as_of: str
) -> str:
    """Return the overview as Markdown: the packs made and why, what to do first, and who needs what."""
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    published = int((ours["status"] == "published").sum())
    rows = [(pack.name, pack.why_now[0], f"{pack.theme}/") for pack in packs]
    steps = [
        "Read each quotation and each case. Could a family know itself?",
        "Finish the cases with a practitioner, and fill in the further reading.",
        f"{count_words(published, 'review')} of {len(ours)} set as published in the register; only these are"
        " quoted. A person sets the status.",
        "Check the law and guidance named for later changes.",
    ]
    parts = [
        md.escape(f"{partnership}. As of {as_of}."),
        md.heading("The packs", level=1, name="packs"),
        md.table({"Theme": 34, "Why now": 46, "Folder": 20}, rows, caption="One folder a theme."),
        md.heading("Before the first session", level=1, name="first"),
        md.bullets(md.escape(f"{step[:1].upper()}{step[1:]}") for step in steps),
        needs,
    ]
    return "\n\n".join(parts) + "\n"


def _list_told(findings: Findings, include_drafts: bool) -> list[NamedTuple]:
    """Return the reviews of ours that are briefed on: those published, and drafts if they are wanted."""
    ours = findings.reviews[findings.reviews["group"] == "ours"]
    return [row for row in ours.itertuples() if include_drafts or row.status == "published"]


def _write_plan(folder: Path, findings: Findings, review_id: str, title: str, day: date) -> Path:
    words = compose_plan(findings, review_id, read_plan())
    content = render_docx(words, title=f"Passing on: {md.shorten(title, 100)}", as_of=day, margin=1.8)
    return replace_file(folder / "passing-on.docx", content)


def _write_briefing(folder: Path, briefing: Briefing, partnership: str, day: date) -> list[Path]:
    word, pdf = render_briefing(briefing, partnership=partnership, as_of=day)
    return [replace_file(folder / "briefing.docx", word), replace_file(folder / "briefing.pdf", pdf)]
