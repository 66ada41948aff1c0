"""Whose words a training pack quotes, and for what: the review's own, and what is asked as what is asked."""

from dataclasses import replace

import openpyxl
import pandas as pd

from learning_themes.reports.findings import Findings
from learning_themes.reports.packs import gather_packs
from learning_themes.reports.quotation_files import write_quotations
from learning_themes.reports.quoting import Gate, learn_vocabulary
from learning_themes.reports.review_briefing import brief_review
from learning_themes.tables import make_table
from tests.tables_fixture import evidence_row, passage_row
from tests.test_training_packs import findings, run

__all__ = ["findings", "run"]

SPOKEN = (
    "I told them at every visit that nobody had asked the school about it, and they wrote it down each time."
)
QUOTED_ON = "Practitioners came to the house and then they went away again, each time."
QUESTION = "Does the partnership know how often practitioners share what they were told?"
BESIDE = "Test: audit of forty records by managers of the agencies together each year."
DEMAND = "Practitioners should share what they are told within one day of the visit."
FOUND = "Practitioners did not share what they were told, and nobody noticed it at the time."

GATE = Gate(vocabulary=learn_vocabulary(["does test one and practitioners nobody"] * 3, []))


def told_so(findings: Findings, texts: list[tuple[str, str]]) -> tuple[Findings, pd.DataFrame]:
    """Return findings whose only evidence on neglect is these texts with their stances, in one paragraph."""
    review = findings.reviews.query("group == 'ours' and status == 'published'")["review_id"].iloc[0]
    rows = [
        passage_row(review, 900 + n, text=text, section="findings") | {"paragraph": 900, "number": n}
        for n, (_, text) in enumerate(texts)
    ]
    coded = [
        evidence_row(row, "neglect", stance=stance) for row, (stance, _) in zip(rows, texts, strict=True)
    ]
    return replace(findings, passages=make_table("passages", rows)), make_table("evidence", coded)


def quoted(findings: Findings, texts: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what a pack on neglect quotes of these texts, by stance."""
    [pack] = gather_packs(*told_so(findings, texts), ["neglect"], gate=GATE)
    return {stance: [quote.text for quote in quotes] for stance, quotes in pack.quotes.items()}


def test_a_question_or_a_test_is_not_quoted_as_what_a_review_asked_for(findings):
    texts = [("recommendation", one) for one in (QUESTION, BESIDE, DEMAND)] + [("strength", QUESTION)]
    assert quoted(findings, texts) == {"shortfall": [], "strength": [], "recommendation": [DEMAND]}


def test_words_of_somebody_whom_the_review_heard_are_not_quoted_as_its_own(findings):
    cut = [
        ("shortfall", "One of them said to the reviewers in the spring: “They were very kind at first."),
        ("shortfall", QUOTED_ON),
        ("shortfall", "And went.”"),
    ]
    texts = [("shortfall", SPOKEN), *cut, ("shortfall", FOUND)]
    assert quoted(findings, texts)["shortfall"] == [FOUND]


def test_a_briefing_on_a_review_leaves_out_what_somebody_told_it(findings):
    told, coded = told_so(findings, [("shortfall", SPOKEN), ("shortfall", FOUND)])
    review = told.passages["review_id"].iloc[0]
    none = make_table("recommendations", [])
    briefing = brief_review(told, coded, none, review, gate=Gate())
    lines = [line for part in briefing.parts for line in part]
    assert FOUND in lines and SPOKEN not in lines


def test_a_briefing_on_a_review_that_lists_none_takes_no_question_for_a_recommendation(findings):
    texts = [("recommendation", one) for one in (QUESTION, BESIDE, DEMAND)]
    told, coded = told_so(findings, texts)
    review = told.passages["review_id"].iloc[0]
    briefing = brief_review(told, coded, make_table("recommendations", []), review, gate=Gate())
    assert briefing.parts[5] == (DEMAND,)


def test_the_record_gives_the_words_beside_a_quotation_and_none_of_another_heading_or_review(
    findings, tmp_path
):
    told, coded = told_so(findings, [("shortfall", FOUND)])
    [row] = told.passages.to_dict("records")
    review, elsewhere = row["review_id"], "R-another"
    beside = [
        passage_row(review, 898, text="Said under an earlier heading.", heading="Context"),
        passage_row(review, 899, text="=HYPERLINK(1) The school had asked.", heading=row["heading"]),
        passage_row(review, 901, text="Learning", heading="Learning", kind="heading"),
        passage_row(review, 902, text="Said under the next heading.", heading="Learning"),
        passage_row(elsewhere, 900, text="Another review says this.", heading=row["heading"]),
    ]
    beside = [one | {"section": "findings"} for one in beside]
    told = replace(told, passages=make_table("passages", [beside[4], *beside[3:0:-1], row, beside[0]]))
    packs = gather_packs(told, coded, ["neglect"], gate=GATE)
    sheet = openpyxl.load_workbook(write_quotations(tmp_path / "q.xlsx", packs, [], told))["Quoted"]
    [names, cells] = sheet.iter_rows()
    found = {name.value: cell for name, cell in zip(names, cells, strict=True)}
    assert [found[one].value for one in ("Before", "Words", "After")] == [beside[1]["text"], FOUND, None]
    assert found["Before"].data_type == "s"
