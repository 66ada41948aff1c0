"""What notebook 03_check shows: the draw, how far it has come, and what was decided."""

import pandas as pd

from learning_themes.spoken import count_of
from learning_themes.themes.decisions import NONE
from learning_themes.themes.placing import keep_standing, list_flagged
from learning_themes.trends.check_round import Recorded, Round

COUNTED = {"passage": "passage", "pair": "review"}


def show_draw(opened: Round) -> pd.DataFrame:
    """Return how many passages, and reviews to judge, were drawn for which reason: kind, part, drawn."""
    sample = opened.sample
    return sample.groupby(["kind", "part"], sort=False).size().rename("drawn").reset_index()


def tell_progress(opened: Round, recorded: Recorded) -> str:
    """Return in a line or two what is answered of the draw, by whom, and what is set aside."""
    done = _answered(opened, recorded)
    lines = [
        f"{done['passage']} of {_count(opened, 'passage')} passages checked,"
        f" {done['pair']} of {_count(opened, 'pair')} reviews judged."
    ]
    if len(opened.gone):
        kinds = opened.gone["kind"].value_counts()
        left = [count_of(kinds[kind], one) for kind, one in COUNTED.items() if kind in kinds]
        lines.append(
            f"No longer in the corpus, and left out of this draw: {' and '.join(left)}. What was answered on"
            " them stays kept."
        )
    people = sorted({decision.by for decision in recorded.kept.decisions})
    if people:
        lines.append(f"Decided by {', '.join(people)}; kept in {opened.people / 'decisions'}.")
    if len(recorded.conflicts):
        lines.append(
            f"{len(recorded.conflicts)} of what was decided is seen differently and not settled: there the"
            " machine's coding stands."
        )
    lines += [
        f"Set aside, since it is no whole decision: {aside.file}, line {aside.line}"
        for aside in recorded.kept.asides
    ]
    return "\n".join(lines)


def _count(opened: Round, kind: str) -> int:
    return int((opened.sample["kind"] == kind).sum())


def _answered(opened: Round, recorded: Recorded) -> dict[str, int]:
    passages = set(recorded.checked["passage_id"])
    pairs = set(zip(recorded.judged["review_id"], recorded.judged["theme"], strict=True))
    rows = opened.sample.itertuples()
    answered = [row.kind for row in rows if row.passage_id in passages or (row.review_id, row.theme) in pairs]
    return {kind: answered.count(kind) for kind in ("passage", "pair")}


def show_decisions(opened: Round, recorded: Recorded) -> pd.DataFrame:
    """Return what was decided on the machine's codes, a row a theme: right, stance changed, wrong, added."""
    names = {theme.id: theme.name for theme in opened.codebook.themes.values()}
    coded = set(zip(opened.reading.machine["passage_id"], opened.reading.machine["theme"], strict=True))
    machine = dict(
        zip(
            zip(opened.reading.machine["passage_id"], opened.reading.machine["theme"], strict=True),
            opened.reading.machine["stance"],
            strict=True,
        )
    )
    rows = []
    for key, verdict in recorded.verdicts.items():
        if verdict.stance is None:
            said = "disagreed"
        elif key in coded:
            same = verdict.stance == machine[key]
            said = "wrong" if not verdict.stance else "right" if same else "stance changed"
        else:
            said = "added" if verdict.stance else ""
        rows.append((names.get(key[1], key[1]), said))
    table = pd.DataFrame(rows, columns=["theme", "said"])
    kinds = ["right", "stance changed", "wrong", "added", "disagreed"]
    counts = pd.crosstab(table["theme"], table["said"]).reindex(columns=kinds, fill_value=0)
    counts = counts[counts.sum(axis="columns") > 0]
    return counts.rename_axis(index="theme", columns=None).reset_index()


def show_conflicts(opened: Round, recorded: Recorded) -> pd.DataFrame:
    """Return what analysts disagree on: review, theme, answers, text."""
    names = {theme.id: theme.name for theme in opened.codebook.themes.values()}
    table = recorded.conflicts
    table = table.assign(
        review=table["review_id"].map(opened.reading.title),
        theme=table["theme"].map(lambda t: names.get(t, t)),
    )
    return table[["review", "theme", "answers", "text"]]


def list_differences(opened: Round, recorded: Recorded) -> list[str]:
    """Return in a line each what analysts see differently and nobody has settled: report, theme, answers."""
    shown = show_conflicts(opened, recorded)
    return [f"Differs: {row.review}, {row.theme}: {row.answers}" for row in shown.itertuples()]


def show_flagged(recorded: Recorded) -> pd.DataFrame:
    """Return the decisions that are kept but not in force, with the reason."""
    return list_flagged(recorded.placed)


def show_notes(recorded: Recorded) -> pd.DataFrame:
    """Return the notes that analysts left, the latest last: by, when, theme, note, words."""
    rows = [
        (one.by, one.when[:10], "" if one.theme == NONE else one.theme, one.note, one.words)
        for one in keep_standing(recorded.kept.decisions)
        if one.note
    ]
    table = pd.DataFrame(rows, columns=["by", "when", "theme", "note", "words"])
    return table.drop_duplicates(["by", "note", "words"], keep="last")
