"""What drafts for people to finish share: how they name a review, tell its actions, and mark their gaps."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from learning_themes.actions.table import DONE
from learning_themes.reports import markdown as md
from learning_themes.reports.documents import write_document
from learning_themes.reports.wording import REVIEW_TYPE_WORDS, join_words, word_date

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


def tell_actions(actions: pd.DataFrame) -> list[str]:
    """Return actions with whom they are for and how far they have come, as Markdown; nothing without any.

    Those of a recommendation are the review's own words. An action that nobody has marked since the tracker
    was made is told without a status, and a gap says how many there are.
    """
    if actions.empty:
        return []
    asked = actions[actions["recommendation_id"] != ""]
    others = actions[actions["recommendation_id"] == ""]
    untouched = int((actions["status"] == "not started").sum())
    return [
        *_list_actions("What the review recommends, in its own words:", asked),
        *_list_actions("What the partners will do besides:", others),
        *([_ask_how_far(untouched, len(actions))] if untouched else []),
    ]


def _list_actions(opening: str, actions: pd.DataFrame) -> list[str]:
    if actions.empty:
        return []
    return [md.escape(opening), md.bullets(md.escape(_word_action(row)) for row in actions.itertuples())]


def _word_action(row: tuple) -> str:
    text = md.shorten(row.text, TEXT_LIMIT).rstrip()
    text = text if text.endswith((".", "!", "?", ")", "]")) else f"{text}."
    owners = [one for one in row.owners.split("; ") if one and one.casefold() not in text.casefold()]
    whom = f" For: {join_words(owners)}." if owners else ""
    return f"{text}{whom}{_word_status(row.status, row.completed_date)}"


def _word_status(status: str, completed: str) -> str:
    if status == "not started":
        return ""
    day = f", {word_date(completed)}" if completed and status in DONE else ""
    return f" {status[:1].upper()}{status[1:]}{day}."


def _ask_how_far(untouched: int, actions: int) -> str:
    told = "how far this has come; the tracker says “not started”"
    if actions > 1:
        told = f"how far these have come; the tracker says “not started” for {untouched} of {actions}"
    return gap(f"{told}. Mark them in actions.xlsx and run again, or write it here")
