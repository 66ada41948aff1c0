"""One round of checking: opens a run's draw, makes its screen, and records what was decided in the run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from learning_themes.tables import read_table, write_table
from learning_themes.themes.answers import Verdicts, apply_decisions, combine_answers, list_conflicts
from learning_themes.themes.checked import find_chances, make_checked, make_judged
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.decisions import Kept, read_decisions
from learning_themes.themes.draws import keep_draw, last_draw, read_draws
from learning_themes.themes.items import Item, Reading, make_items, make_settling
from learning_themes.themes.pairs import list_review_ids, list_shown
from learning_themes.themes.placing import Placed, place_decisions
from learning_themes.themes.sampling import PAIRS, PASSAGES, draw_sample
from learning_themes.themes.screen import CheckingScreen
from learning_themes.themes.session import Session
from learning_themes.trends.presence import find_presence


@dataclass(frozen=True)
class Round:
    """A run opened for checking: its tables, the draw to answer, and what is put before an analyst.

    `sample` is what of the draw is still in the corpus, `gone` the rest of it.
    """

    tables: Path
    people: Path
    codebook: Codebook
    reading: Reading
    presence: pd.DataFrame
    reviews: list[str]
    sample: pd.DataFrame
    items: list[Item]
    gone: pd.DataFrame

    def make_session(self) -> Session:
        """Return a sitting on the draw; its first decision keeps the draw."""
        return Session(
            self.items, self.reading.passages, self.codebook, self.people, keep_draw=self.keep_draw
        )

    def name_draw(self) -> str:
        """Return the name of the draw; "" if it holds nothing."""
        return self.sample["draw"].iloc[0] if len(self.sample) else ""

    def keep_draw(self) -> None:
        """Keep the draw among what people typed, unless it is kept already or holds nothing."""
        if len(self.sample):
            keep_draw(self.people, self.sample)


@dataclass(frozen=True)
class Recorded:
    """What was decided up to now, as it was written into the run."""

    kept: Kept
    placed: list[Placed]
    verdicts: Verdicts
    checked: pd.DataFrame
    judged: pd.DataFrame
    conflicts: pd.DataFrame


def open_round(
    tables: Path | str,
    *,
    codebook: Codebook,
    people: Path | str,
    day: str,
    themes_first: Sequence[str] = (),
    kinds: Sequence[str] = (),
    passages: int = PASSAGES,
    pairs: int = PAIRS,
    blind: bool = True,
    further: bool = False,
    draw: str = "",
) -> Round:
    """Return the round on a run's `tables`: the last draw kept among what people typed, or a new one.

    `draw` names an earlier draw to open instead. With `further`, a new draw follows once every item of
    the last one has been answered by somebody. What has left the corpus since it was drawn is no item of its
    draw: nobody could answer it. What analysts disagree on comes after the draw, to be
    settled.
    """
    tables, people = Path(tables), Path(people)
    register, all_passages = read_table("register", tables), read_table("passages", tables)
    machine = read_machine(tables)
    reading = Reading(register, all_passages, machine)
    presence = find_presence(register, all_passages, machine)
    draws = read_draws(people)
    placed = place_decisions(read_decisions(people).decisions, all_passages, codebook.themes)
    drawn = draws[draws["draw"] == draw] if draw else last_draw(draws)
    here = _is_here(drawn, reading)
    sample, gone = drawn[here], drawn[~here]
    nothing_left = drawn.empty if draw else sample.empty
    if nothing_left or (further and not _unanswered(sample, placed)):
        gone = gone.iloc[:0]
        sample = draw_sample(
            register, all_passages, machine, presence, day=day, themes_first=themes_first, kinds=kinds,
            earlier=draws if len(draws) else None, count=passages, pairs=pairs,
        ).assign(blind=blind)  # fmt: skip
    items = make_items(sample, reading, _list_shown(sample, reading))
    conflicts = list_conflicts(combine_answers(placed, machine), all_passages)
    items += make_settling(conflicts, reading, after=len(items), codebook=codebook)
    reviews = list_review_ids(register, kinds=kinds)
    return Round(tables, people, codebook, reading, presence, reviews, sample, items, gone)


def read_machine(tables: Path) -> pd.DataFrame:
    """Return what the machine coded before any decision; an earlier run has it in its evidence alone."""
    if (tables / "machine.parquet").is_file():
        return read_table("machine", tables)
    return read_table("evidence", tables)


def _is_here(drawn: pd.DataFrame, reading: Reading) -> pd.Series:
    """Return for each row of a draw whether its passage, or its review, is still in the corpus."""
    reviews = list_review_ids(reading.register)
    passage = drawn["passage_id"].isin(list(reading.places))
    return passage.where(drawn["kind"] == "passage", drawn["review_id"].isin(reviews)).astype(bool)


def _unanswered(sample: pd.DataFrame, placed: list[Placed]) -> set[tuple[str, str]]:
    """Return the passages and pairs of a draw that nobody has answered or skipped."""
    ends = ("complete", "skipped", "key", "present", "absent")
    answered = {
        (one.passage_id or one.review_id, "" if one.passage_id else one.decision.theme)
        for one in placed
        if one.decision.verdict in ends
    }
    wanted = {
        (row.passage_id or row.review_id, "" if row.passage_id else row.theme) for row in sample.itertuples()
    }
    return wanted - answered


def _list_shown(sample: pd.DataFrame, reading: Reading) -> dict[tuple[str, str], list[str]]:
    pairs = sample[sample["kind"] == "pair"][["review_id", "theme"]]
    if pairs.empty:
        return {}
    shown = list_shown(pairs, reading.passages, reading.machine)
    by_pair = shown.groupby(["review_id", "theme"])["passage_id"]
    return {pair: list(dict.fromkeys(ids)) for pair, ids in by_pair}


def show_screen(opened: Round, *, by: str = "") -> CheckingScreen:
    """Return the screen of a round; with the analyst's name `by` it does not ask for one."""
    return CheckingScreen(opened.make_session(), by=by)


def record_decisions(opened: Round) -> Recorded:
    """Write what was decided up to now into the run: tables decisions, sample, checked, judged, evidence."""
    machine, passages = opened.reading.machine, opened.reading.passages
    kept = read_decisions(opened.people)
    placed = place_decisions(kept.decisions, passages, opened.codebook.themes)
    verdicts = combine_answers(placed, machine)
    draws = read_draws(opened.people)
    sample = pd.concat([draws, opened.sample]).drop_duplicates(["draw", "order"])
    chances = find_chances(placed, sample, opened.presence, opened.reviews)
    checked = make_checked(placed, machine, chances)
    judged = make_judged(placed, opened.presence, chances)
    evidence = apply_decisions(machine, verdicts)
    write_table("machine", machine, opened.tables)
    for name, table in (
        ("decisions", kept.to_table()), ("sample", sample), ("checked", checked), ("judged", judged),
        ("evidence", evidence),
    ):  # fmt: skip
        write_table(name, table, opened.tables)
    return Recorded(kept, placed, verdicts, checked, judged, list_conflicts(verdicts, passages))
