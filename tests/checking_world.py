"""A small corpus to check, for tests: a few passages of two reviews, coded by a machine that errs."""

from pathlib import Path

import pandas as pd

from learning_themes.tables import make_table
from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.decisions import Decision, append_decision
from learning_themes.themes.items import Reading, make_items
from learning_themes.themes.session import Session
from tests.conftest import ROOT
from tests.tables_fixture import evidence_row, passage_row, register_row

CODEBOOK = load_codebook(ROOT / "themes")
HOSTILE = "<img src=x onerror=\"document.title='owned'\"> The school rang twice & nobody called back."
TEXTS = {
    "a": ["The midwife did not share her concern.", "Nobody asked why.", HOSTILE, "The unit was calm."],
    "b": ["The father was not spoken to.", "Supervision was regular and kind.", "The review met in May."],
}
CODES = {
    ("a", 0): [("information-sharing", "shortfall")],
    ("a", 1): [("professional-curiosity", "context"), ("neglect", "shortfall")],
    ("b", 0): [("fathers-and-other-adults", "shortfall")],
    ("b", 1): [("supervision-and-oversight", "strength")],
}


def tables() -> dict[str, pd.DataFrame]:
    passages = [
        passage_row(review, number)
        | {"passage_id": f"{review}.{number}", "paragraph": number // 2, "number": number % 2}
        | {"text": text, "section": "findings"}
        for review, texts in TEXTS.items()
        for number, text in enumerate(texts)
    ]
    by_id = {row["passage_id"]: row for row in passages}
    machine = [
        evidence_row(by_id[f"{review}.{number}"], theme, stance=stance)
        for (review, number), codes in CODES.items()
        for theme, stance in codes
    ]
    return {
        "register": make_table("register", [register_row(review) for review in TEXTS]),
        "passages": make_table("passages", passages),
        "machine": make_table("machine", machine),
    }


def draw(
    passages: pd.DataFrame, *, blind: bool = False, pairs: tuple[tuple[str, str], ...] = ()
) -> pd.DataFrame:
    """Return a sample of all passages and of the pairs given, for tests that need no true draw."""
    rows = [
        {"kind": "passage", "review_id": row.review_id, "passage_id": row.passage_id, "theme": ""}
        for row in passages.itertuples()
    ]
    rows += [{"kind": "pair", "review_id": r, "passage_id": "", "theme": t} for r, t in pairs]
    parts = ("random", "uncertain")
    return make_table(
        "sample",
        [
            row
            | {"order": n + 1, "part": parts[n % 2], "chance": 0.5, "draw": "2026-01-31-1", "blind": blind}
            for n, row in enumerate(rows)
        ],
    )


def session(people: Path, *, blind: bool = False, pairs: tuple[tuple[str, str], ...] = ()) -> Session:
    made = tables()
    sample = draw(made["passages"], blind=blind, pairs=pairs)
    reading = Reading(made["register"], made["passages"], made["machine"])
    shown = {pair: list(made["passages"].query("review_id == @pair[0]")["passage_id"]) for pair in pairs}
    return Session(make_items(sample, reading, shown), made["passages"], CODEBOOK, people)


def decide(
    people: Path, place: str, theme: str, verdict: str, stance: str = "", **values: object
) -> Decision:
    """Write a decision on a passage of the small corpus and return it."""
    review, number = place.split(".")
    words = TEXTS[review][int(number)] if review in TEXTS else ""
    count = sum(1 for path in people.rglob("*.jsonl") for _ in path.open(encoding="utf-8"))
    given = {
        "id": f"d{count}.0", "passage_id": place, "words": words, "review_id": review, "theme": theme,
        "verdict": verdict, "stance": stance, "by": "Ann", "when": f"2026-01-31T10:{count:02d}:00+00:00",
        "draw": "2026-01-31-1", "part": "random", "chance": 0.5,
    }  # fmt: skip
    decision = Decision(**given | values)
    append_decision(people, decision)
    return decision
