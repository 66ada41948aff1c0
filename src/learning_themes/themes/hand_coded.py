"""Makes decisions of what people coded elsewhere: codes become themes, coded stretches passages of a run."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pandas as pd

from learning_themes.errors import InputError
from learning_themes.tables import STANCES
from learning_themes.themes.answers import GIVEN, list_coded
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.codings import MACHINE
from learning_themes.themes.decisions import NONE, Decision, check_name, make_id, now
from learning_themes.themes.placing import IN_FORCE, place_decisions
from learning_themes.themes.refi import NEWCOMER, make_guid, stance_code
from learning_themes.themes.refi_import import Code, Project, Segment

SHORTEST = 12  # characters of a segment that is sought by its words within a passage
LONGEST_TOLD = 60


@dataclass
class Taken:
    """What a project comes to: new decisions, how many were known, of the machine, and what was set aside."""

    decisions: list[Decision] = field(default_factory=list)
    known: int = 0
    by_machine: int = 0
    aside: list[str] = field(default_factory=list)


def match_codes(codes: Sequence[Code], codebook: Codebook) -> dict[str, tuple[str, str]]:
    """Return, for the guid of each code that is a theme of ours, the theme's id and the stance ("" if none).

    A code is known by our own guid, or by the name or id of a theme, alone or with ": stance" after it.
    """
    known: dict[str, tuple[str, str]] = {}
    for theme in codebook.themes.values():
        for stance in ("", *STANCES):
            code = f"{theme.id}:{stance}" if stance else theme.id
            name = stance_code(theme, stance) if stance else theme.name
            found = (theme.id, stance)
            known |= {make_guid("code", code): found, name.casefold(): found, code.casefold(): found}
    matched = {code.guid: known.get(code.guid) or known.get(code.name.casefold()) for code in codes}
    return {guid: found for guid, found in matched.items() if found}


def list_unmatched(codes: Sequence[Code], codebook: Codebook) -> list[Code]:
    """Return the codes that are no theme of ours and no family: proposals for a person to look at."""
    matched = match_codes(codes, codebook)
    families = {name.casefold() for name in codebook.families.values()}
    return [code for code in codes if code.guid not in matched and code.name.casefold() not in families]


def make_decisions(
    project: Project,
    passages: pd.DataFrame,
    machine: pd.DataFrame,
    codebook: Codebook,
    *,
    earlier: Sequence[Decision] = (),
    by: str = "",
    stance: str = "",
) -> Taken:
    """Return the decisions that a project's codings come to on a run's passages.

    `machine` is what the machine coded; a coding without a stance takes the machine's of that passage and
    theme, or else `stance`, and is set aside if there is neither. `by` names the coder where the file does
    not. `earlier` are the decisions there are: what they say already is known, and a later one on the same
    passage and theme stands. Raises InputError for codings without a coder, DecisionError for a name that
    cannot be used.
    """
    maker = _Maker(project, passages, machine, codebook, earlier)
    for segment in project.segments:
        maker.take(segment, by=by, stance=stance)
    return maker.taken


class _Maker:
    """Turns segments into decisions one by one, and keeps what came of it."""

    def __init__(
        self,
        project: Project,
        passages: pd.DataFrame,
        machine: pd.DataFrame,
        codebook: Codebook,
        earlier: Sequence[Decision],
    ) -> None:
        self.taken = Taken()
        self._matched = match_codes(project.codes, codebook)
        self._names = {code.guid: code.name for code in project.codes}
        self._places = Places(passages, project.segments)
        self._coded = list_coded(machine)
        self._ids = {one.id for one in earlier}
        self._last = {
            (one.decision.by, one.passage_id, one.decision.theme): one.decision
            for one in place_decisions(earlier, passages, codebook.themes)
            if one.state in IN_FORCE and one.passage_id
        }
        self._codebook = f"{codebook.version} {codebook.digest[:12]}"

    def take(self, segment: Segment, *, by: str, stance: str) -> None:
        """Add what one segment comes to."""
        if segment.by == MACHINE:
            self.taken.by_machine += 1
            return
        theme, told = self._matched.get(segment.code, ("", "")) if segment.code else (NONE, "")
        passages = self._places.find(segment) if theme else []
        if not passages:
            why = "its words are in no passage" if theme else f"no theme of ours: {self._name(segment)}"
            self._set_aside(segment, why)
        for passage in passages:
            given = (
                "" if theme == NONE else self._find_stance(passage.passage_id, theme, segment, told, stance)
            )
            if given or theme == NONE:
                self._add(segment, passage, theme, given, _find_coder(segment, by))
            else:
                self._set_aside(segment, f"{theme} without a stance: give --stance")

    def _name(self, segment: Segment) -> str:
        return self._names.get(segment.code, segment.code)

    def _find_stance(self, passage_id: str, theme: str, segment: Segment, told: str, stance: str) -> str:
        return told or segment.stance or self._coded.get(passage_id, {}).get(theme, "") or stance

    def _add(self, segment: Segment, passage: tuple, theme: str, stance: str, by: str) -> None:
        when = _read_time(segment.when)
        last = self._last.get((by, passage.passage_id, theme))
        key = make_id(("import", by, passage.passage_id, theme, stance, segment.note if not stance else ""))
        if key in self._ids or (last and _says(last, stance, segment.note)):
            self.taken.known += 1
        elif last and theme != NONE and last.when > when:
            self._set_aside(segment, f"{by} decided otherwise on {theme} later, on {last.when[:10]}")
        else:
            decision = Decision(
                id=key, passage_id=passage.passage_id, words=passage.text, review_id=passage.review_id,
                theme=theme, verdict=self._judge(passage.passage_id, theme, stance), stance=stance, by=by,
                when=when, note=segment.note, codebook=self._codebook,
            )  # fmt: skip
            self._ids.add(key)
            self._last[by, passage.passage_id, theme] = decision
            self.taken.decisions.append(decision)

    def _judge(self, passage_id: str, theme: str, stance: str) -> str:
        if theme == NONE:
            return "noted"
        machine = self._coded.get(passage_id, {}).get(theme)
        return "added" if machine is None else "accepted" if machine == stance else "changed"

    def _set_aside(self, segment: Segment, why: str) -> None:
        words = " ".join(segment.words.split())
        short = words if len(words) <= LONGEST_TOLD else f"{words[: LONGEST_TOLD - 1]}…"
        self.taken.aside.append(f"“{short}” in {segment.source or 'the file'}: {why}")


def _says(last: Decision, stance: str, note: str) -> bool:
    if not stance:
        return last.verdict in ("noted", "complete") and last.note == note
    return last.verdict in GIVEN and last.stance == stance


def _find_coder(segment: Segment, by: str) -> str:
    named = segment.by if segment.by != NEWCOMER else ""
    if not (named or by):
        raise InputError("the file has codings without a coder's name; say who coded: --by NAME")
    return check_name(named or by)


def _read_time(told: str) -> str:
    """Return a time of the file as decisions are dated; now, where it is none."""
    try:
        time = datetime.fromisoformat(told)
    except ValueError:
        return now()
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    return time.astimezone(UTC).isoformat(timespec="microseconds")


class Places:
    """Where the words of segments stand in a run's passages, whatever their case, marks and white space."""

    def __init__(self, passages: pd.DataFrame, segments: Sequence[Segment]) -> None:
        """Index the passages; a source that is named for no review is taken for the one that it fits best."""
        self._by_id = {}
        self._by_review: dict[str, list[tuple[str, tuple]]] = {}
        for passage in passages.itertuples():
            self._by_id[passage.passage_id] = passage
            self._by_review.setdefault(passage.review_id, []).append((_plain(passage.text), passage))
        self._reviews = {source: source for source in self._by_review}
        for source in {one.source for one in segments} - set(self._by_review):
            review = self._recognise(one for one in segments if one.source == source)
            if review:
                self._reviews[source] = review

    def find(self, segment: Segment) -> list[tuple]:
        """Return the passages of a segment: by its name if its words agree, else all it covers or is in."""
        words = _plain(segment.words)
        named = self._by_id.get(segment.name)
        if named is not None and words in ("", _plain(named.text)):
            return [named]
        review = self._reviews.get(segment.source)
        return self._find_in(review, words) if review else []

    def _find_in(self, review: str, words: str) -> list[tuple]:
        places = self._by_review[review]
        covered = [passage for plain, passage in places if plain and _covers(words, plain)]
        return covered or [passage for plain, passage in places if len(words) >= SHORTEST and words in plain]

    def _recognise(self, segments: object) -> str:
        """Return the review that holds the words of most of a source's segments; nothing if none does."""
        words = [plain for one in segments if len(plain := _plain(one.words)) >= SHORTEST]
        fits = Counter(
            {review: sum(bool(self._find_in(review, one)) for one in words) for review in self._by_review}
        )
        best = min(fits, key=lambda review: (-fits[review], review), default="")
        return best if best and fits[best] else ""


def _covers(words: str, plain: str) -> bool:
    """Return whether the segment holds the whole passage; a short one must be all of it."""
    return words == plain or (len(plain) >= SHORTEST and plain in words)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def count_by_coder(decisions: Sequence[Decision]) -> Mapping[str, int]:
    """Return how many decisions are of whom, by name."""
    return dict(sorted(Counter(one.by for one in decisions).items()))
