"""The seven-minute briefing on one review, in the review's own sentences, each of which passed the gate."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from learning_themes.actions.wording import asks_nothing
from learning_themes.errors import TableError
from learning_themes.reports import markdown as md
from learning_themes.reports.briefing import DRAFT, FITS, TO_WRITE, Briefing, restrict
from learning_themes.reports.findings import Findings
from learning_themes.reports.quoting import PATTERNS, Gate, HeldBack, find_disclosed
from learning_themes.reports.whose_words import find_spoken
from learning_themes.reports.wording import REVIEW_TYPE_WORDS, join_words, word_date
from learning_themes.trends.presence import order_strongest, place_evidence
from learning_themes.trends.standing_alone import stands_alone

THEMES_NAMED, CANDIDATES = 4, 12
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
USE = "briefing on the review"


@dataclass
class Picker:
    """Picks sentences of one review, none twice, and keeps those that the gate held back."""

    review_id: str
    gate: Gate
    seen: set[str] = field(default_factory=set)
    held_back: list[HeldBack] = field(default_factory=list)

    def take(self, texts: Iterable[str], *, alone: bool = True) -> tuple[str, ...]:
        """Return the texts of a fitting length that name nobody; with `alone`, only whole sentences."""
        taken: list[str] = []
        for text in map(md.clean, texts):
            if len(taken) == CANDIDATES:
                break
            if text in self.seen or not SHORTEST <= len(text) <= FITS[0][1]:
                continue
            if alone and not stands_alone(text):
                continue
            self.seen.add(text)
            reasons = self._find_reasons(text)
            if reasons:
                self.held_back.append(HeldBack(self.review_id, USE, text, reasons))
            else:
                taken.append(text)
        return tuple(taken)

    def _find_reasons(self, text: str) -> tuple[str, ...]:
        formed = [what for what in NEVER if PATTERNS[what].search(text)]
        return tuple(dict.fromkeys([*find_disclosed(text, self.gate), *formed]))


def brief_review(
    findings: Findings, evidence: pd.DataFrame, recommendations: pd.DataFrame, review_id: str, *, gate: Gate
) -> Briefing:
    """Return the briefing on a review of ours, in the review's own sentences that pass `gate`.

    Words of those whom it heard are left out.

    Raises TableError if the register has no such review.
    """
    rows = findings.reviews[findings.reviews["review_id"] == review_id]
    if rows.empty:
        raise TableError(f"the register has no review {review_id!r} that was read")
    review = rows.iloc[0]
    passages = findings.passages[findings.passages["review_id"] == review_id]
    coded = order_strongest(place_evidence(rows, findings.passages, evidence))
    spoken = find_spoken(passages)
    told, shown = (table[~table["passage_id"].isin(spoken)] for table in (passages, coded))
    key = _key_themes(findings, review_id)
    published = review["status"] == "published"
    picker = Picker(review_id, gate.within(published=bool(published)))
    parts = (
        _background(findings, review, told, picker),
        _concerns(findings, shown, key, picker),
        _first(told, INCIDENT_SECTIONS, INCIDENT, picker) or (TO_WRITE,),
        _reviewing(findings, review, passages, picker),
        _strongest(shown, ("shortfall",), ("findings", "analysis"), picker)
        + _strongest(shown, ("strength",), ("good-practice", "findings", "analysis"), picker)[:1]
        or (TO_WRITE,),
        _recommendations(recommendations, passages, coded, picker) or (TO_WRITE,),
        _what_to_do(findings, key) or (TO_WRITE,),
    )
    marking = DRAFT if published else restrict(DRAFT, "the review is not published")
    title = f"Seven-minute briefing: {review['title']}"
    return Briefing(review_id, title, marking, parts, tuple(picker.held_back))


def _key_themes(findings: Findings, review_id: str) -> list[str]:
    rows = findings.presence[(findings.presence["review_id"] == review_id) & findings.presence["key"]]
    rows = rows.sort_values(["passages", "theme"], ascending=[False, True], kind="stable")
    return [theme for theme in rows["theme"] if theme in findings.names]


def _background(
    findings: Findings, review: pd.Series, passages: pd.DataFrame, picker: Picker
) -> tuple[str, ...]:
    files = findings.register[findings.register["review_id"] == review["review_id"]]
    partnership = next((name for name in files["partnership"] if name), "a partnership that was not found")
    told = f"{REVIEW_TYPE_WORDS[review['review_type']]} by {partnership}, {_published(files)}."
    return (told, *_first(passages, ("background", "summary"), None, picker)[:3])


def _published(files: pd.DataFrame) -> str:
    day = min((day for day in files["published_date"] if day), default="")
    return f"published {word_date(day)}" if day else "which gives no date of publication"


def _concerns(findings: Findings, coded: pd.DataFrame, key: list[str], picker: Picker) -> tuple[str, ...]:
    named = join_words([findings.names[theme] for theme in key[:THEMES_NAMED]])
    head = (
        (f"The review turns on: {named}.",) if named else ("No theme was found on which the review turns.",)
    )
    return head + _strongest(coded, ("shortfall",), ("summary", "narrative"), picker)[:3]


def _reviewing(
    findings: Findings, review: pd.Series, passages: pd.DataFrame, picker: Picker
) -> tuple[str, ...]:
    files = findings.register[findings.register["review_id"] == review["review_id"]]
    pages = f"{review['pages']} pages" if review["pages"] else f"{int(files['words'].max()):,} words"
    incident = min((day for day in files["incident_date"] if day), default="")
    told = f"The report has {pages}."
    told += f" Date of the incident: {word_date(incident)}." if incident else ""
    return (told, *_first(passages, ("method", "front-matter", "summary"), REVIEWING, picker)[:2])


def _recommendations(
    recommendations: pd.DataFrame, passages: pd.DataFrame, coded: pd.DataFrame, picker: Picker
) -> tuple[str, ...]:
    """Return the recommendations as the run lists them, or else the passages that recommend, in order."""
    listed = recommendations[recommendations["review_id"].isin(passages["review_id"])]
    if len(listed):
        return picker.take(listed["text"], alone=False)
    asked = coded[(coded["stance"] == "recommendation") & coded["section"].isin(RECOMMENDING)]
    texts = passages.loc[passages["passage_id"].isin(asked["passage_id"]), "text"]
    return picker.take((text for text in texts if not asks_nothing(text)), alone=False)


def _what_to_do(findings: Findings, key: list[str]) -> tuple[str, ...]:
    taught = [getattr(findings.codebook.themes[theme], "training", None) for theme in key[:THEMES_NAMED]]
    return tuple(told.tomorrow[0] for told in taught if told)


def _strongest(
    coded: pd.DataFrame, stances: Sequence[str], sections: Sequence[str], picker: Picker
) -> tuple[str, ...]:
    """Return whole sentences, strongest first, one a theme."""
    rows = coded[coded["stance"].isin(stances) & coded["section"].isin(sections)].drop_duplicates("theme")
    return picker.take(rows["text"])


def _first(
    passages: pd.DataFrame, sections: Sequence[str], wanted: re.Pattern[str] | None, picker: Picker
) -> tuple[str, ...]:
    """Return whole sentences in the order of the report, from the first of `sections` that has any."""
    sentences = passages[passages["kind"] == "sentence"]
    for section in sections:
        texts = sentences.loc[sentences["section"] == section, "text"]
        found = picker.take(text for text in texts if wanted is None or wanted.search(text))
        if found:
            return found
    return ()
