"""Plausible tables made from a seed, for tests of trends and reports: no report is read for them."""

import random
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from learning_themes.tables import make_table, write_table
from learning_themes.trends.breakdowns import estimate_breakdowns
from learning_themes.trends.change import find_changes
from learning_themes.trends.comparison import compare_shares
from learning_themes.trends.presence import find_presence
from learning_themes.trends.recurrence import Action, choose_days, find_recurrences
from learning_themes.trends.reviews import list_reviews
from learning_themes.trends.shares import estimate_shares
from learning_themes.trends.signals import find_signals
from learning_themes.trends.together import count_agencies, find_pairs

AREAS = ["Norfolk", "Birmingham", "Coventry", "Derby", "Kingston upon Hull", "Stoke-on-Trent"]
SECTIONS = ["front-matter", "summary", "method", "narrative", "analysis", "findings", "good-practice",
            "recommendations"]  # fmt: skip
WORDING = {
    "shortfall": "Practitioners did not always {verb} {theme}, and managers did not notice that the"
    " same concern had been raised {times} times before in the {area} records.",
    "strength": "There was good evidence in {area} that practitioners would {verb} {theme} with care,"
    " and {times} families said that it had helped.",
    "recommendation": "The partnership should assure itself within {times} months that all agencies"
    " in {area} {verb} {theme} as the procedures ask.",
    "context": "The review was asked to {verb} {theme} over {times} years in {area}.",
}


@dataclass(frozen=True)
class Theme:
    """A stand-in for a theme of the codebook."""

    id: str
    name: str
    family: str
    definition: str


@dataclass(frozen=True)
class Codebook:
    """A stand-in for the codebook."""

    themes: dict[str, Theme]
    families: dict[str, str]
    version: int = 1
    digest: str = "0" * 64


def small_codebook(count: int = 36) -> Codebook:
    """Return a codebook of the first `count` themes of the project's own list."""
    families = {
        "working-together": "Working together",
        "organisation": "Organisation and leadership",
    }
    names = [
        "Information sharing", "Professional challenge and escalation",
        "Multi-agency working and meetings", "Thresholds and referrals",
        "Think family across adult and children's services", "Transfers and transitions",
        "Voice and lived experience of the child", "Unborn babies and infants",
        "Identity, culture and language", "Disability and health needs of the child",
        "Professional curiosity", "Fathers, partners and other adults",
        "Assessment and analysis of risk", "Working with families",
        "Responding to harm - enquiries and investigation", "Progress of plans, drift and delay",
        "Early help and prevention", "Recording and chronologies",
        "Supervision and management oversight", "Workforce and capacity",
        "Training and practice knowledge", "Policies, procedures and tools",
        "Leadership, governance and quality assurance", "Availability of services", "Neglect",
        "Physical harm", "Sexual abuse", "Exploitation, missing and harm outside the home",
        "Domestic abuse", "Parental mental health", "Parental alcohol and drug misuse",
        "Children's mental health and self-harm", "Poverty, housing and homelessness",
        "School, absence and education", "Online harm", "Children in care, care leavers and kinship",
    ][:count]  # fmt: skip
    themes = {}
    for place, name in enumerate(names):
        theme_id = "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-")
        theme_id = "-".join(part for part in theme_id.split("-") if part)
        family = list(families)[place % 2]
        themes[theme_id] = Theme(theme_id, name, family, f"What agencies do about {name.lower()}.")
    return Codebook(themes=themes, families=families)


def register_row(review_id: str, **values: object) -> dict:
    """Return one row of the register, with `values` in place of what is usual."""
    row = {
        "review_id": review_id, "group": "ours", "file": f"{review_id}.pdf", "sha256": "0" * 64,
        "title": f"Review {review_id}", "review_type": "LCSPR", "partnership": "", "author": "",
        "published_date": "2019-03-01", "incident_date": "2017", "child_age": "", "status": "draft",
        "pages": 30, "words": 9000, "read_status": "read", "problems": "", "found": "{}",
        "gender": "", "language": "en", "counted_file": "",
    }  # fmt: skip
    return row | values


def passage_row(review_id: str, number: int, **values: object) -> dict:
    """Return one row of the passages, the `number`th of its review."""
    row = {
        "passage_id": f"{review_id}-{number:04d}", "review_id": review_id, "page": 1 + number // 8,
        "section": "analysis", "heading": "Analysis", "kind": "sentence", "label": "",
        "paragraph": number, "number": 1, "text": f"Passage {number} of {review_id}.",
    }  # fmt: skip
    return row | values


def evidence_row(passage: dict, theme: str, **values: object) -> dict:
    """Return one row of evidence on `passage`."""
    row = {
        "review_id": passage["review_id"], "passage_id": passage["passage_id"], "theme": theme,
        "stance": "shortfall", "confidence": 0.8,
        "stance_confidence": 0.9, "basis": "rule", "why": "did not share",
        "decision": "",
    }  # fmt: skip
    return row | values


def make_tables(
    codebook: Codebook,
    *,
    reviews: int,
    seed: int = 1,
    comparison: int = 0,
    density: int = 40,
    actions: tuple[Action, ...] = (),
) -> dict[str, pd.DataFrame]:
    """Return every table of a run for so many reviews, 2012 to 2025."""
    rng = random.Random(seed)
    register, passages, evidence = [], [], []
    for index in range(reviews + comparison):
        row = _register_row(rng, index, group="ours" if index < reviews else "comparison")
        register.append(row)
        coded = [_coded(rng, row["review_id"], number, codebook) for number in range(density)]
        passages += [passage for passage, _ in coded]
        evidence += [found for _, rows in coded for found in rows]
    for index in range(max(1, reviews // 20)):
        problem = "no text could be found in it: scanned, and text recognition is not installed"
        register.append(
            register_row(f"unread-{index}", file=f"2018/scan of overview report_{index}_FINAL v3.pdf",
                         title="", read_status="not-read", problems=problem, pages=0)
        )  # fmt: skip
    tables = {
        "register": make_table("register", register),
        "passages": make_table("passages", passages),
        "evidence": make_table("evidence", evidence),
    }
    tables["presence"] = find_presence(*tables.values())
    tables["shares"] = estimate_shares(
        tables["register"], tables["presence"], codebook.themes, dates="publication"
    )
    return tables | make_change_tables(tables, list(codebook.themes), actions)


def make_change_tables(
    tables: dict[str, pd.DataFrame], themes: list[str], actions: tuple[Action, ...] = ()
) -> dict[str, pd.DataFrame]:
    """Return the tables that notebook 06 makes from the others."""
    register, presence, shares = tables["register"], tables["presence"], tables["shares"]
    reviews = list_reviews(register, dates="publication")
    return {
        "changes": find_changes(reviews, presence, themes, days=choose_days(themes, actions)),
        "signals": find_signals(reviews, shares, presence, themes),
        "recurrences": find_recurrences(register, reviews, presence, actions),
        "comparisons": compare_shares(shares, themes),
        "pairs": find_pairs(reviews, presence, themes),
        "agencies": count_agencies(reviews, tables["passages"], tables["evidence"]),
        "breakdowns": estimate_breakdowns(reviews, register, presence, themes),
    }


def write_tables(tables: dict[str, pd.DataFrame], run_folder: Path) -> None:
    """Write `tables` where the notebooks would have put them."""
    for name, frame in tables.items():
        write_table(name, frame, run_folder / "tables")


def _register_row(rng: random.Random, index: int, *, group: str) -> dict:
    area = AREAS[index % len(AREAS)]
    year = min(2025, max(2012, round(rng.gauss(2019, 3.5))))
    date = f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}" if rng.random() > 0.04 else ""
    warned = rng.random() < 0.05
    return register_row(
        f"r{index:03d}", group=group, file=f"{80418 + index}_{area.lower().replace(' ', '-')}_{year}.pdf",
        title=f"Inspection of {area} local authority children's services", published_date=date,
        review_type=rng.choice(["SCR", "LCSPR", "RR", "OTHER"]), pages=rng.randint(12, 80),
        words=rng.randint(4000, 30000), status=rng.choice(["draft", "published"]),
        read_status="read-with-warning" if warned else "read",
        problems="3 of 41 pages hold no text" if warned else "",
    )  # fmt: skip


def _coded(rng: random.Random, review_id: str, number: int, codebook: Codebook) -> tuple[dict, list]:
    section = rng.choices(SECTIONS, weights=[1, 2, 1, 4, 6, 9, 2, 1])[0]
    themes = list(codebook.themes)
    weights = [1 / (1 + place % 12) for place in range(len(themes))]
    found = sorted(set(rng.choices(themes, weights=weights, k=rng.choice([0, 1, 1, 1, 2]))))
    stance = "recommendation" if section == "recommendations" else rng.choices(
        ["shortfall", "strength", "context"], weights=[5, 3, 3])[0]  # fmt: skip
    name = codebook.themes[found[0]].name.lower() if found else "the family"
    text = WORDING[stance].format(
        verb=rng.choice(["understand", "act on", "ask about"]), theme=name,
        times=rng.randint(2, 19), area=rng.choice(AREAS),
    )  # fmt: skip
    passage = passage_row(review_id, number, section=section, heading=section.title(), text=text)
    rows = [
        evidence_row(passage, theme, stance=stance, confidence=round(rng.uniform(0.4, 1), 3))
        for theme in found
    ]
    return passage, rows
