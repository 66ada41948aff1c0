"""What drafts for people to finish share: how they name a review, tell its actions, and mark their gaps."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from learning_themes.actions.cells import compare_text
from learning_themes.actions.printing import FIRST_STATUS
from learning_themes.actions.table import DONE
from learning_themes.reports import markdown as md
from learning_themes.reports.documents import write_document
from learning_themes.reports.wording import REVIEW_TYPE_WORDS, count_words, join_words, word_date

DRAFT = "Draft for the partnership to finish"
DRAFTS_FOLDER = "drafts"
GAP_OPENS = "[Fill in: "  # each gap opens with it, so that the disclosure check finds one that nobody filled
TITLE_LIMIT = 160
TEXT_LIMIT = 400
CAPITALS = frozenset("SCR LCSPR CSPR CPR DHR SAR RR LSCB LSCP SAB CSP NHS II III IV".split())


def write_draft(
    body: str,
    folder: Path,
    name: str,
    *,
    head: Mapping[str, str],
    as_of: str,
    identity: Mapping[str, object] | None,
) -> list[Path]:
    """Write NAME.md, .html and .docx, marked as a draft, and return the paths."""
    day, head = date.fromisoformat(as_of), {**head, "marking": DRAFT, "marking_short": "Draft"}
    return write_document(body, folder, name, head=head, as_of=day, identity=identity)


def gap(words: str) -> str:
    """Return what a person has to write, as a paragraph in square brackets."""
    return md.escape(f"{GAP_OPENS}{words}]")


def name_review(review: pd.Series) -> str:
    """Return its kind and its title in quotation marks; "the review" where the title tells the kind.

    >>> name_review(pd.Series({"title": "RAPID REVIEW: BABY R", "review_type": "RR"}))
    'the review “Rapid Review: Baby R”'
    >>> name_review(pd.Series({"title": "Listening to Wren", "review_type": "SCR"}))
    'the serious case review “Listening to Wren”'
    """
    kind = REVIEW_TYPE_WORDS[review["review_type"]].lower()
    is_told = review["review_type"] == "OTHER" or kind in review["title"].casefold()
    return f"the {'review' if is_told else kind} “{md.shorten(word_title(review['title']), TITLE_LIMIT)}”"


def word_title(title: str) -> str:
    """Return a title; one that is all in capitals as it would be set in a sentence."""
    if not title.isupper():
        return title
    return " ".join(word if word.strip(":,.()") in CAPITALS else word.capitalize() for word in title.split())


def tell_actions(actions: pd.DataFrame, recommendations: pd.DataFrame) -> list[str]:
    """Return a review's recommendations with whom each is for and how far it has come, as Markdown, and then
    its other actions; nothing without any.

    The recommendations stand in the review's own words and order. What the tracker says that is to be done
    is the partners' wording: it is told as theirs where it is another, and where several actions follow one
    recommendation each is told with its status. A single action that nobody has marked since the tracker was
    made is told without a status, and a gap says how many there are.
    """
    asked = [
        _word_recommendation(row, actions[actions["recommendation_id"] == row.recommendation_id])
        for row in recommendations.itertuples()
    ]
    others = actions[~actions["recommendation_id"].isin(recommendations["recommendation_id"])]
    besides = [f"{_stop(row.text)}{_word_course(row)}" for row in others.itertuples()]
    untouched = int((actions["status"] == FIRST_STATUS).sum())
    return [
        *_list_told("What the review recommends, in its own words:", asked),
        *_list_told("What the partners will do besides:", besides),
        *([_ask_how_far(untouched, len(actions))] if untouched else []),
    ]


def _list_told(opening: str, told: Sequence[str]) -> list[str]:
    return [md.escape(opening), md.bullets(map(md.escape, told))] if told else []


def _word_recommendation(recommendation: tuple, actions: pd.DataFrame) -> str:
    """Return the words of a recommendation, and what the partners do about it in words marked as theirs."""
    words, rows = _stop(recommendation.text), list(actions.itertuples())
    if not rows:
        return f"{words}{_word_owners(recommendation.owners, words)}"
    theirs = ["" if _is_same(row.text, recommendation.text) else _stop(row.text) for row in rows]
    if len(rows) == 1 and not theirs[0]:
        return f"{words}{_word_course(rows[0], words)}"
    if len(rows) == 1:
        return f"{words} The partners' action on it: {theirs[0]}{_word_course(rows[0])}"
    told = [
        f"({number}) {own or 'As recommended.'}{_word_course(row, own or words, of_several=True)}"
        for number, (row, own) in enumerate(zip(rows, theirs, strict=True), 1)
    ]
    return f"{words} The partners' {count_words(len(rows), 'action')} on it: {' '.join(told)}"


def _is_same(text: str, recommendation: str) -> bool:
    return not text or compare_text(text) == compare_text(recommendation)


def _stop(words: str) -> str:
    text = md.shorten(words, TEXT_LIMIT).rstrip()
    return text if text.endswith((".", "!", "?", ")", "]")) else f"{text}."


def _word_course(row: tuple, told: str = "", *, of_several: bool = False) -> str:
    """Return whom an action is for, unless the words `told` before it name them, and how far it has come."""
    status = _word_status(row.status, row.completed_date, always=of_several)
    return f"{_word_owners(row.owners, told or row.text)}{status}"


def _word_owners(owners: str, told: str) -> str:
    named = [one for one in owners.split("; ") if one and one.casefold() not in told.casefold()]
    return f" For: {join_words(named)}." if named else ""


def _word_status(status: str, completed: str, *, always: bool) -> str:
    if status == FIRST_STATUS and not always:
        return ""
    day = f", {word_date(completed)}" if completed and status in DONE else ""
    return f" {status[:1].upper()}{status[1:]}{day}."


def _ask_how_far(untouched: int, actions: int) -> str:
    told = "how far this has come; the tracker says “not started”"
    if actions > 1:
        told = f"how far these have come; the tracker says “not started” for {untouched} of {actions}"
    return gap(f"{told}. Mark them in actions.xlsx and run again, or write it here")
