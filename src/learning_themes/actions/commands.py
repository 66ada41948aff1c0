"""What the command `learning-themes actions` does: the tracker updated, a log taken over, a list written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from learning_themes.actions.history import find_moves, record_history, tell_ahead
from learning_themes.actions.importing import export_actions, import_log
from learning_themes.actions.printing import review_titles
from learning_themes.actions.state import ActionState, describe_actions
from learning_themes.actions.takeover import propose_mapping, read_log, read_mapping
from learning_themes.actions.tracker import TrackerResult, update_tracker
from learning_themes.actions.views import describe_update
from learning_themes.errors import InputError
from learning_themes.files import replace_file
from learning_themes.tables import read_table

REMARKS_TOLD = 20
OWNERS_TOLD = 12


@dataclass(frozen=True)
class Source:
    """Where a tracker comes from: the run whose tables are read, the people's folder, theme names, and
    today."""

    run: Path
    people: Path
    names: Mapping[str, str]
    as_of: str

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the run."""
        return read_table(name, self.run / "tables")


def update_from_run(source: Source) -> TrackerResult:
    """Update the tracker from the tables of a run, record what moved, and return what was done."""
    result = update_tracker(
        source.people, source.table("recommendations"), source.table("register"), names=source.names,
        as_of=source.as_of,
    )  # fmt: skip
    record_history(source.people, result.actions, as_of=source.as_of)
    return result


def tell_update(source: Source, result: TrackerResult) -> str:
    """Return what an update did and how the actions stand, as lines of text."""
    moves = find_moves(source.people, result.actions, as_of=source.as_of)
    parts = {"recommendations": source.table("recommendations"), "moves": moves}
    state = describe_actions(result.actions, source.table("register"), as_of=source.as_of, **parts)
    lines = [f"{what + ':':<41}{told}" for what, told in describe_update(result)]
    remarks = [str(one) for one in (*result.settle, *result.read_as)]
    if ahead := tell_ahead(source.people, as_of=source.as_of):
        remarks.insert(0, ahead)
    if len(remarks) > REMARKS_TOLD:
        remarks = [
            *remarks[:REMARKS_TOLD],
            f"and {len(remarks) - REMARKS_TOLD} more: notebook 04_actions has all",
        ]
    return "\n".join([*lines, *(f"  {one}" for one in remarks), "", *_tell_state(state, source.as_of)])


def _tell_state(state: ActionState, as_of: str) -> list[str]:
    lines = [
        f"On {as_of}: {len(state.open)} open, of which {len(state.overdue)} overdue and {len(state.due_soon)}"
        " due"
        f" within 90 days; {len(state.complete)} complete, of which {len(state.without_impact)} without"
        " evidence of"
        " impact."
    ]
    if len(state.by_owner):
        lines.append(f"{'owner':<44}{'open':>6}{'overdue':>9}{'complete':>10}")
    lines += [
        f"{row.owner[:43]:<44}{row.open:>6}{row.overdue:>9}{row.complete:>10}"
        for row in state.by_owner.head(OWNERS_TOLD).itertuples()
    ]
    return lines


def propose_takeover(source: Source, log: Path, mapping: Path) -> str:
    """Write the proposal of how `log` is read to `mapping`, and return what to do next.

    Raises InputError if the file is there already: somebody may have typed into it.
    """
    if mapping.exists():
        raise InputError(
            f"{mapping}: is there already; add --yes to take the log over by it, or give another name"
        )
    text = propose_mapping(read_log(log), review_titles(source.table("register")))
    replace_file(mapping, text.encode())
    marked = text.count(': "?"')
    settle = f'settle {marked} value{"" if marked == 1 else "s"} marked "?", and ' if marked else ""
    return (
        f"Proposal written: {mapping}\nCheck it, {settle}run the same command with --mapping {mapping} --yes"
    )


def take_over(source: Source, log: Path, mapping: Path) -> str:
    """Take `log` over into the tracker by a mapping that was checked, and return what was done."""
    read = read_log(log)
    register = source.table("register")
    checked = read_mapping(mapping, read, review_titles(register))
    done = import_log(
        read, checked, source.people, source.table("recommendations"), register, names=source.names,
        as_of=source.as_of,
    )  # fmt: skip
    record_history(source.people, done.update.actions, as_of=source.as_of)
    counts = (
        f"{len(read.rows)} rows: {done.placed} on a recommendation, {done.alone} that stand alone,"
        f" {done.there_already} that the tracker had already."
    )
    return f"{counts}\n{tell_update(source, done.update)}"


def write_list(source: Source, out: Path) -> str:
    """Write the actions as CSV to `out`, and return what was written; the tracker is only read."""
    result = update_tracker(
        source.people, source.table("recommendations"), source.table("register"), names=source.names,
        as_of=source.as_of, write=False,
    )  # fmt: skip
    export_actions(result.actions, out, titles=review_titles(source.table("register")))
    return f"{len(result.actions)} actions: {out}"
