"""What the command `learning-themes actions` does: the tracker updated, a log taken over, a list written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from learning_themes.actions.history import find_moves, record_history, tell_ahead
from learning_themes.actions.importing import Imported, export_actions, import_log
from learning_themes.actions.log_identity import known_logs
from learning_themes.actions.logs import read_log
from learning_themes.actions.printing import SOON, review_titles
from learning_themes.actions.state import ActionState, describe_actions
from learning_themes.actions.takeover import is_recognised, propose_mapping, read_mapping
from learning_themes.actions.tracker import TrackerResult, update_tracker
from learning_themes.actions.views import describe_update
from learning_themes.actions.writes import find_lacking
from learning_themes.errors import InputError, TableError
from learning_themes.files import replace_file
from learning_themes.spoken import count_of, spell_command
from learning_themes.tables import read_table

OWNERS_TOLD = 12
OWNER_WIDTH = 60
LACKING_TOLD = 5
WORDS_TOLD = 90  # letters of an action that is named


@dataclass(frozen=True)
class Source:
    """Where a tracker comes from: the run whose tables are read, the people's folder, theme names, and
    today; whose corpus it is, and the newest run of it if that is another."""

    run: Path
    people: Path
    names: Mapping[str, str]
    as_of: str
    partnership: str = ""
    newer: Path | None = None

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the run."""
        return read_table(name, self.run / "tables")


def update_from_run(source: Source, *, as_it_is: bool = False) -> TrackerResult:
    """Update the tracker from the tables of a run, record what moved, and return what was done.

    A run that lacks reviews which the last write had marks nothing as no longer found: it is an older one.
    """
    result = update_tracker(
        source.people, source.table("recommendations"), source.table("register"), names=source.names,
        as_of=source.as_of, as_it_is=as_it_is, newest=_is_newest(source),
    )  # fmt: skip
    record_history(source.people, result.actions, as_of=source.as_of)
    return result


def tell_update(source: Source, result: TrackerResult, *, most: int | None = None) -> str:
    """Return what an update did and how the actions stand, as lines of text.

    Of the cells to settle, and of those read though not plain, the first `most` are named.
    """
    lines = [("tracker of", f"{source.partnership} ({source.people})"), *describe_update(result)]
    if source.newer:
        lines.append(("note", _tell_newer(source, source.newer)))
    lines += [("note", one) for one in _tell_lacking(source)]
    if result.added:
        lines.append(("new, by review", _by_review(source, result)))
    if ahead := tell_ahead(source.people, as_of=source.as_of):
        lines.append(("note", ahead))
    told = [f"{what + ':':<41}{words}" for what, words in lines]
    remarks = [str(one) for one in (*result.settle, *result.read_as)]
    if most is not None and len(remarks) > most:
        more = (
            f"and {len(remarks) - most} more; to see all: {spell_command('actions', '--all', *_same(source))}"
        )
        remarks = [*remarks[:most], more]
    return "\n".join(
        [*told, *(f"  {one}" for one in remarks), "", *_tell_state(_state(source, result), source)]
    )


def _tell_newer(source: Source, newer: Path) -> str:
    """Return that the run is not the newest, with how many reviews of the newest it has not."""
    told = f"{source.run.name} is not the newest run of this corpus, which is {newer.name}"
    try:
        titles = review_titles(read_table("register", newer / "tables"))
    except TableError:  # the newer run is not the one that was asked for
        return f"{told} and cannot be read: reviews read since may be missing here"
    missing = [one for one in titles if one not in review_titles(source.table("register"))]
    if not missing:
        return f"{told}; it has no review that is missing here. Nothing was marked as no longer found"
    verb = "is" if len(missing) == 1 else "are"
    return f"{told}: {count_of(len(missing), 'review')} of it {verb} missing here ({_some(missing)})"


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:LACKING_TOLD]) + (", …" if len(ids) > LACKING_TOLD else "")


def _is_newest(source: Source) -> bool:
    return source.newer is None and not _lacking(source)


def _lacking(source: Source) -> list[str]:
    return find_lacking(source.people, review_titles(source.table("register")))


def _tell_lacking(source: Source) -> list[str]:
    """Return that the tracker was last written from a run with more reviews than this one; none if it was
    not."""
    lacking = _lacking(source)
    if not lacking:
        return []
    return [
        f"{source.run.name} is older than the run from which the tracker was last written, and lacks"
        f" {count_of(len(lacking), 'review')} of it ({_some(lacking)}): nothing was marked as no longer"
        " found. If they were taken out of the corpus since, make a new run"
    ]


def _by_review(source: Source, result: TrackerResult) -> str:
    """Return how many new actions each review brought, the most first."""
    new = result.actions[result.actions["action_id"].isin(result.added)]
    titles = review_titles(source.table("register"))
    counts = new["review_id"].value_counts()
    told = [
        f"{_cut(titles.get(one, one) or 'of no review', OWNER_WIDTH)} {count}"
        for one, count in counts.items()
    ]
    more = [f"and {count_of(len(told) - OWNERS_TOLD, 'more review')}"] if len(told) > OWNERS_TOLD else []
    return "; ".join([*told[:OWNERS_TOLD], *more])


def _same(source: Source) -> tuple[str, str]:
    return "--run", str(source.run)


def _state(source: Source, result: TrackerResult) -> ActionState:
    moves = find_moves(source.people, result.actions, as_of=source.as_of)
    parts = {"recommendations": source.table("recommendations"), "moves": moves}
    return describe_actions(result.actions, source.table("register"), as_of=source.as_of, **parts)


def _tell_state(state: ActionState, source: Source) -> list[str]:
    declined = len(state.actions) - len(state.open) - len(state.complete) - len(state.stopped)
    parts = [
        f"{len(state.open)} open, of which {len(state.overdue)} overdue and {len(state.due_soon)} due within"
        f" {SOON} days",
        f"{len(state.complete)} complete, of which {len(state.without_impact)} without evidence of impact",
        f"{len(state.stopped)} stopped",
        f"{declined} not accepted",
    ]
    lines = [f"On {source.as_of}, of {count_of(len(state.actions), 'action')}: {'; '.join(parts)}."]
    if len(state.unread_due):
        lines.append(
            f"{count_of(len(state.unread_due), 'open action')} with a date that could not be read, and so"
            " perhaps overdue."
        )
    if len(state.unread_status):
        lines.append(
            f"{count_of(len(state.unread_status), 'action')} with a status that could not be read, counted as"
            " not started."
        )
    if len(state.not_found):
        which = spell_command("actions", "list", "not-found", *_same(source))
        lines.append(
            f"{count_of(len(state.not_found), 'open action')} on a recommendation that is no longer found in"
            " the report: not counted as overdue or due. Set the status to stopped; or, if it is still to be"
            f" done, empty its cell under 'In the report'. To name them: {which}"
        )
    if not state.filled_in and len(state.actions):
        lines.append("Nobody has filled in the tracker yet, so what is overdue may long be done.")
    elif state.overdue_not_filled_in:
        count = state.overdue_not_filled_in
        lines.append(f"For {count} of those overdue nothing has been filled in yet, so they may be done.")
    lines.append(f"To name them: {spell_command('actions', 'list', 'overdue', *_same(source))}")
    for typed, bodies in list(state.spellings.items())[:1]:
        cells = count_of(len(state.spellings), "cell")
        such = f"such as {typed!r} as {'; '.join(bodies)}"
        lines.append(f"Owners in {cells} are counted as the bodies that others name, {such}.")
    if len(state.by_owner):
        lines += ["", f"{'owner':<{OWNER_WIDTH + 1}}{'open':>6}{'overdue':>9}{'complete':>10}"]
    lines += [
        f"{_cut(row.owner, OWNER_WIDTH):<{OWNER_WIDTH + 1}}{row.open:>6}{row.overdue:>9}{row.complete:>10}"
        for row in state.by_owner.head(OWNERS_TOLD).itertuples()
    ]
    more = len(state.by_owner) - OWNERS_TOLD
    return [*lines, f"and {count_of(more, 'more owner')}"] if more > 0 else lines


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class Listed(NamedTuple):
    """The actions of one kind, of how many in all, and first which tracker was read and what to take care
    of."""

    chosen: pd.DataFrame
    total: int
    lead: list[str]


def list_actions(source: Source, which: str) -> Listed:
    """Return the actions of one kind; the tracker is only read.

    `which` is "overdue", "due-soon", "no-evidence", "unread-dates",
    "unread-statuses", "not-found", "not-filled-in", "open" or "complete".
    """
    result = update_tracker(
        source.people, source.table("recommendations"), source.table("register"), names=source.names,
        as_of=source.as_of, write=False, newest=_is_newest(source),
    )  # fmt: skip
    state = _state(source, result)
    chosen = {
        "overdue": state.overdue, "due-soon": state.due_soon, "no-evidence": state.without_impact,
        "unread-dates": state.unread_due, "unread-statuses": state.unread_status,
        "not-found": state.not_found, "not-filled-in": state.not_filled_in, "open": state.open,
        "complete": state.complete,
    }[which]  # fmt: skip
    caution = [one for one in result.told if one.startswith("take care: ")]
    caution += [f"take care: {one}" for one in _tell_lacking(source)]
    return Listed(chosen, len(state.actions), [f"tracker read: {result.path}", *caution])


def tell_list(source: Source, which: str) -> str:
    """Return the actions of one kind (see `list_actions`), two lines an action, or three with evidence."""
    chosen, total, lead = list_actions(source, which)
    lines = [*lead, f"{which}, on {source.as_of}: {count_of(len(chosen), 'action')} of {total}"]
    for row in chosen.itertuples():
        where = ", ".join(filter(None, [row.review, f"page {row.page}" if row.page else ""]))
        due = row.due or (f"{row.due_typed!r}, not understood" if row.due_typed else "")
        status = f"{row.status_typed!r}, not understood" if row.status_typed else row.status
        done = f"{status} {row.completed_date}".strip()
        facts = [row.owners or "no owner named", f"due {due}" if due else "no date due", done]
        facts += [row.found] if row.found else []
        lines += [f"{row.action_id:<12}{_cut(row.text, WORDS_TOLD)}", f"{'':<12}{'; '.join([*facts, where])}"]
        lines += [f"{'':<12}evidence: {_cut(row.impact, WORDS_TOLD)}"] if row.impact else []
    return "\n".join(lines)


def propose_takeover(source: Source, log: Path, mapping: Path) -> str:
    """Write the proposal of how `log` is read to `mapping`, and return what to do next.

    Raises InputError if the file is there already: somebody may have typed into it.
    """
    if mapping.exists():
        raise InputError(
            f"{mapping}: is there already, and may have been checked. To take the log over by it, add --yes;"
            " for a new proposal, delete it or give another name (--mapping)"
        )
    read = read_log(log)
    titles = review_titles(source.table("register"))
    text = propose_mapping(read, titles, known=known_logs(source.people))
    replace_file(mapping, text.encode())
    marked = text.count(': "?"')
    settle = f'settle {marked} value{"" if marked == 1 else "s"} marked "?", and ' if marked else ""
    unnamed = (
        "None of its headings was recognised as the action, what is to be done: type its heading behind"
        f' "action:". The headings are {", ".join(map(repr, read.headings))}.'
    )
    command = spell_command("actions", "import", log, "--mapping", mapping, "--yes", *_same(source))
    return "\n".join(
        [
            f"Proposal written: {mapping}",
            *read.told,
            *([] if is_recognised(read) else [unnamed]),
            f"Check it, {settle}give this command:\n  {command}",
        ]
    )


def take_over(source: Source, log: Path, mapping: Path) -> str:
    """Take `log` over into the tracker by a mapping that was checked, and return what was done."""
    read = read_log(log)
    register = source.table("register")
    checked = read_mapping(mapping, read, review_titles(register))
    done = import_log(
        read, checked, source.people, source.table("recommendations"), register, names=source.names,
        as_of=source.as_of, newest=_is_newest(source),
    )  # fmt: skip
    record_history(source.people, done.update.actions, as_of=source.as_of)
    return "\n".join([*read.told, *_tell_taken(done, len(read.rows)), tell_update(source, done.update)])


def _tell_taken(done: Imported, rows: int) -> list[str]:
    """Return what became of the rows of a log: how many of each kind, and each that is not plain."""
    kinds = {
        "": done.alone,
        "changed: ": done.changed,
        "conflict: ": done.conflicts,
        "passed over: ": done.passed_over,
    }
    alone = len(done.alone)
    lines = [
        f"{rows} rows: {done.placed + alone} new ({done.placed} on a recommendation, {alone} that stand"
        f" alone), {len(done.changed)} changed, {done.unchanged} unchanged, {len(done.conflicts)} in"
        f" conflict, {len(done.passed_over)} passed over.",
        *(f"  {kind}{one}" for kind, told in kinds.items() for one in told),
    ]
    if done.conflicts:
        lines.append(
            "Cells in conflict stay as they are in the tracker, and are named each time until log and tracker"
            " say the same: type what is right into the one that is wrong."
        )
    if done.missing:
        gone = count_of(len(done.missing), "action")
        lines.append(f"{gone} of this log no longer in it, and left as they are: {', '.join(done.missing)}")
    return lines


def write_list(source: Source, out: Path) -> str:
    """Write the actions as CSV to `out`, and return what was written; the tracker is only read."""
    result = update_tracker(
        source.people, source.table("recommendations"), source.table("register"), names=source.names,
        as_of=source.as_of, write=False, newest=_is_newest(source),
    )  # fmt: skip
    export_actions(result.actions, out, titles=review_titles(source.table("register")))
    lost = [one for one in result.settle if one.column != "Completed" or "month or the year" not in one.why]
    note = f"\n{count_of(len(lost), 'cell')} could not be read and {'is' if len(lost) == 1 else 'are'} empty"
    note += f" in it: {spell_command('actions', '--all', *_same(source))}"
    return f"{len(result.actions)} actions: {out}{note if lost else ''}"
