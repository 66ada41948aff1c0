"""The sections on change, recurrence, other areas and what comes together, each a function to Markdown."""

from collections.abc import Mapping

import pandas as pd

from learning_themes.reports import markdown as md
from learning_themes.reports.drawing import Chart
from learning_themes.reports.evidence_behind import evidence_of_change
from learning_themes.reports.findings import Change, Findings
from learning_themes.reports.how_tested import say_rule, say_tests
from learning_themes.reports.too_few import say_too_few, say_why_few
from learning_themes.reports.wording import (
    DIFFERENCE_WORDS,
    PAIR_WORDS,
    REVIEW_TYPE_WORDS,
    capital,
    count_words,
    join_words,
    k_of_n,
    word_date,
    word_rarely,
    word_share,
)

CAPTIONS = {
    "before-after": "Before and after, as coded, not corrected for coding errors. A mark is"
    " in the second colour only where more than chance changed.",
    "windows": "Moving windows of eight reviews. Neighbouring windows share most of their reviews: a slope by"
    " itself is no change. They are counted as coded, not corrected for coding errors.",
    "control-charts": "Reviews since each theme was last key, as coded. A point above the upper limit is a"
    " signal to ask about. It is called a change only where the test says so too.",
    "comparison": "How we differ from other areas. Each bar takes one theme by itself: among so many, a few"
    " miss the middle line by chance. What may be said with all themes allowed for stands beside it.",
    "together": "Themes that come in the same reviews, the least likely by chance first.",
}
PAIRS_LISTED = 8
AGENCIES_LISTED = 6
THEMES_BY_AGENCY = 6
PARTS = {
    "kind": "Kind of review",
    "age": "Age of the child",
    "gender": "Gender of the child",
    "partnership": "Partnership",
    "before-after": "Before and after",
}

TRIED = (
    "Tried on invented partnerships in which nothing changed, it states a change on any theme in at most one"
    " of twenty. Where no change is stated, practice may have changed all the same: few reviews show only"
    " large changes."
)
BY_ORDER = (
    "Where halves are given, the test goes by the place of every review in the order of dates, and the two"
    " halves only show which way."
)
WAYS = {"fall": "Less often", "rise": "More often"}


def has_anything_changed(findings: Findings, charts: Mapping[str, Chart]) -> str:
    """Return what changed by more than chance, what did not, and what cannot be told."""
    intro = (
        f"{say_tests(findings.changes, findings.recurrences)} {say_rule(findings)} A partnership in which"
        " nothing changed would be told of a change at most once in twenty reports."
    )
    parts = [
        md.heading("Has anything changed?", level=2, name="changed"),
        md.escape(intro),
        md.bullets(md.escape(told) for told in list_changes(findings, chance=True)),
        md.escape(_explain_order(findings)),
        md.escape(sentence_kinds(findings)),
        *evidence_of_change(findings),
        md.escape(sentence_lengths(findings)),
        *chart_figures(charts, "before-after"),
        *chart_figures(charts, "windows"),
        md.escape(_signals(findings)) if "control-charts" in charts else "",
        *chart_figures(charts, "control-charts"),
    ]
    return "\n\n".join(part for part in parts if part)


def other_areas(findings: Findings, charts: Mapping[str, Chart]) -> str:
    """Return how we differ from those we are compared with; nothing if there are none."""
    if findings.comparisons.empty:
        return ""
    parts = [md.heading("How do we differ from other areas?", level=2, name="areas")]
    for source, rows in findings.comparisons.groupby("source", sort=False):
        parts.append(md.escape(_difference(findings, str(source), rows)))
    return "\n\n".join([*parts, *chart_figures(charts, "comparison")])


def what_comes_together(findings: Findings, charts: Mapping[str, Chart]) -> str:
    """Return the themes that come together, whom they are told of, and how they lie by kind and age."""
    sure = bool((findings.pairs["verdict"] != "no-difference").any())
    parts = [
        md.heading("What comes together, and for whom?", level=2, name="together"),
        md.escape(_together(findings)),
        *(chart_figures(charts, "together") if sure else []),  # else a page of chance
        _pairs_table(findings) if sure else "",
        _agency_table(findings),
        _part_table(findings),
    ]
    return "\n\n".join(part for part in parts if part)


def state_change(change: Change, dates: str) -> str:
    """Return the one sentence on change that a theme ends with, from the reviewed set.

    No change that is more than chance · Too few reviews to tell · More / Less often than chance would give,
    with k of n before and after.
    """
    if change.verdict == "too-few":
        return f"Too few reviews to tell whether it changed{say_why_few(change)}."
    if change.verdict == "no-change":
        return "No change that is more than chance."
    way = WAYS[change.verdict]
    before, after = k_of_n(change.k_before, change.n_before), k_of_n(change.k_after, change.n_after)
    if change.test == "order":
        return (
            f"{way} than before, by more than chance: {before} of the earlier reviews, {after} of the later."
        )
    what = {"publication": "published", "incident": "of incidents"}[dates]
    day = word_date(change.day)
    return f"{way} than before, by more than chance: {before} reviews {what} up to {day}, {after} after."


def explain_change(findings: Findings) -> str:
    """Return when a change is stated, how often that is wrong, and what no stated change means."""
    return f"{say_rule(findings)} {TRIED}"


def list_changes(findings: Findings, *, chance: bool = False) -> list[str]:
    """Return a sentence for each theme that changed, and how many did not or cannot be told.

    With `chance` each says how rarely chance alone would bring it about.
    """
    told = []
    for theme in _changed(findings):
        change = findings.change(theme)
        words = f"{findings.names[theme]}: {_lower(state_change(change, findings.dates))}"
        told.append(f"{words} {_word_chance(change)}" if chance else words)
    return [*told, *_not_changed(findings)]


def _word_chance(change: Change) -> str:
    """Return how rarely chance alone would show as much."""
    return f"If nothing had changed, chance would show as much {word_rarely(change.p)}."


def _explain_order(findings: Findings) -> str:
    """Return what the test by order goes by, where a change is stated by it; else nothing."""
    return BY_ORDER if any(findings.change(theme).test == "order" for theme in _changed(findings)) else ""


def caution_on_kinds(findings: Findings, theme: str) -> str:
    """Return that the kind of review changed at the same time as a theme, with the counts; else nothing."""
    change = findings.change(theme)
    shift = findings.kind_shift(change) if change.verdict in WAYS else None
    if shift is None:
        return ""
    kind = REVIEW_TYPE_WORDS[shift.kind].lower()
    return (
        f"The kind of review changed at the same time: {k_of_n(shift.k_before, shift.n_before)} reviews"
        f" before are of the kind {kind}, and {k_of_n(shift.k_after, shift.n_after)} after."
    )


def sentence_kinds(findings: Findings, *, counted: bool = True) -> str:
    """Return a warning if the kind of review changed with a theme, by default with the counts."""
    cautions = {findings.names[theme]: caution_on_kinds(findings, theme) for theme in _changed(findings)}
    told = [f"{name}: {_lower(words)}" for name, words in cautions.items() if words]
    if not told:
        return ""
    if not counted:
        return "Take care: the kind of review changed at the same time, which by itself can change themes."
    return f"Take care. {' '.join(told)} What was written may have changed, and not only what was done."


def sum_changes(findings: Findings, *, most: int, see: str) -> str:
    """Return what changed in a sentence a way and day, with at most `most` themes by name.

    `see` says where the others are told.
    """
    changed = _changed(findings)
    told: dict[str, list[str]] = {}
    for theme in changed[:most]:
        change = findings.change(theme)
        before, after = k_of_n(change.k_before, change.n_before), k_of_n(change.k_after, change.n_after)
        one = f"{findings.names[theme]} ({before} reviews, then {after})"
        told.setdefault(_way_and_day(change, findings.dates), []).append(one)
    sentences = [f"{head}: {join_words(themes)}." for head, themes in told.items()]
    if len(changed) > most:
        rest = count_words(len(changed) - most, "other theme")
        sentences.append(f"{capital(rest)} changed too: see {see}.")
    return " ".join([*sentences, *_not_changed(findings)])


def _changed(findings: Findings) -> list[str]:
    changes = findings.changes
    changed = set(changes["theme"][changes["verdict"].isin(["fall", "rise"])])
    return [theme for theme in findings.ranked if theme in changed]


def _way_and_day(change: Change, dates: str) -> str:
    way = f"{WAYS[change.verdict]} than before, by more than chance"
    if change.test == "order":
        return f"{way}, in the later half of the reviews"
    what = {"publication": "reviews published", "incident": "incidents"}[dates]
    return f"{way}, in {what} after {word_date(change.day)}"


def _not_changed(findings: Findings) -> list[str]:
    counts = findings.changes["verdict"].value_counts()
    changed = _changed(findings)
    told = [] if changed else ["No theme changed by more than chance."]
    same, few = int(counts.get("no-change", 0)), say_too_few(findings)
    if same and changed:
        told.append(f"{capital(count_words(same, 'other theme'))} did not change by more than chance.")
    if few:
        told.append(few)
    return told


def sentence_lengths(findings: Findings) -> str:
    """Return a warning if the reports became much longer or shorter; nothing if they did not."""
    lengths = findings.lengths()
    if not lengths:
        return ""
    earlier, later = lengths
    way, effect = ("shorter", "less") if later < earlier else ("longer", "more")
    return (
        f"Take care: the later reports are much {way} (a median of {later:,} words, against {earlier:,} in"
        f" the earlier half). The length of a report bears on how many themes it turns on, so that a theme"
        f" may be key {effect} often because the reports changed and not because practice did."
    )


def _signals(findings: Findings) -> str:
    signalled = findings.signals[findings.signals["rule"] != ""]
    verdicts = dict(zip(findings.changes["theme"], findings.changes["verdict"], strict=True))
    agreed, alone = [], []
    for theme in dict.fromkeys(signalled["theme"]):
        bucket = agreed if verdicts.get(theme) in ("fall", "rise") else alone
        bucket.append(findings.names[theme])
    text = ""
    if agreed:
        text += f"The control charts signal for {join_words(agreed)}, where the test finds a change too. "
    if alone:
        first = "They signal too" if agreed else "The control charts signal"
        text += f"{first} for {join_words(alone)}, where the test does not find more than chance."
    return f"{text.strip()} The sheet Signals of evidence.xlsx has when." if text else ""


def _difference(findings: Findings, source: str, rows: pd.DataFrame) -> str:
    told = [
        f"{findings.names[row.theme]} ({k_of_n(row.k, row.n)} of ours, {k_of_n(row.k_other, row.n_other)}"
        " of theirs:"
        f" {DIFFERENCE_WORDS[row.verdict]} often)"
        for row in rows[rows["verdict"] != "no-difference"].itertuples()
    ]
    if told:
        return f"Against the {source}, more than chance, with all themes allowed for: {join_words(told)}."
    return f"Against the {source}, no theme differs by more than chance once all themes are allowed for."


def _together(findings: Findings) -> str:
    sure = findings.pairs[findings.pairs["verdict"] != "no-difference"]
    if findings.pairs.empty:
        return "Too few reviews to tell which themes come together."
    if sure.empty:
        return (
            f"Of {len(findings.pairs)} pairs of themes none comes together, or apart, by more than chance"
            " once all pairs are allowed for. The sheet Pairs of evidence.xlsx has them."
        )
    told = [f"{findings.names[row.theme]} with {findings.names[row.other]}" for row in sure.itertuples()]
    return f"Together, or apart, by more than chance with all pairs allowed for: {join_words(told)}."


def _pairs_table(findings: Findings) -> str:
    if findings.pairs.empty:
        return ""
    rows = [
        (
            f"{findings.names[row.theme]}; {findings.names[row.other]}",
            k_of_n(row.both, row.n),
            f"{row.expected:.1f}",
            f"{_odds(row.low)} to {_odds(row.high)}",
            PAIR_WORDS[row.verdict],
        )
        for row in findings.pairs.head(PAIRS_LISTED).itertuples()
    ]  # fmt: skip
    caption = "Pairs of themes, the least likely by chance first."
    columns = {
        "Themes": 48,
        "Both key in": 13,
        "By chance": 11,
        "Odds ratio, 95 %": 16,
        "What may be said": 16,
    }
    return md.table(columns, rows, caption=caption)


def _agency_table(findings: Findings) -> str:
    """Return which agencies the passages of the leading themes name, as shortfall and as good practice."""
    rows = []
    for theme in findings.focus[:THEMES_BY_AGENCY]:
        told = [findings.names[theme]]
        for stance in ("shortfall", "strength"):
            named = findings.agencies
            named = named[(named["theme"] == theme) & (named["stance"] == stance)]
            named = named.sort_values(["k", "passages", "agency"], ascending=[False, False, True])
            told.append(
                "; ".join(f"{row.agency} {row.k}" for row in named.head(AGENCIES_LISTED).itertuples())
                or "none"
            )
        rows.append(told)
    if not rows:
        return ""
    caption = "Agencies that the passages name, with the number of reviews. To be named is not to be blamed."
    return md.table({"Theme": 24, "Where practice fell short": 40, "What worked": 36}, rows, caption=caption)


def _part_table(findings: Findings) -> str:
    """Return the leading themes by kind of review and age of the child."""
    parts = findings.breakdowns[
        (findings.breakdowns["measure"] == "key") & findings.breakdowns["by"].isin(PARTS)
    ]
    leading = findings.focus[:4]
    rows = []
    several = parts.groupby("by")["value"].nunique() > 1  # one part alone says what all reviews say
    for (by, value), part in parts[parts["by"].map(several)].groupby(["by", "value"], sort=False):
        shares = part.set_index("theme")
        told = [PARTS[by], _name_part(by, value)]
        for theme in leading:
            row = shares.loc[theme]
            told.append(
                "not shown" if pd.isna(row["k"]) else word_share(int(row["k"]), int(row["n"]), row["share"])
            )
        rows.append(told)
    if not rows or not leading:
        return ""
    columns = {"By": 18, "Part": 33} | {findings.names[theme]: 18 for theme in leading}
    return md.table(
        columns,
        rows,
        caption="In how many reviews the leading themes are key, by part. Small parts prove nothing by"
        f" themselves.{_say_unknown(findings, parts[parts['theme'] == leading[0]])}",
    )


def _say_unknown(findings: Findings, parts: pd.DataFrame) -> str:
    """Return of how many reviews the age or gender is not known, where a part of each is told; else nothing.

    `parts` has a row each part, of one theme. Where a small part is not shown the rest is not told either.
    """
    told = []
    for by in ("age", "gender"):
        sizes = parts.loc[parts["by"] == by, "n"]
        left = findings.counts.reviews - sizes.sum()
        if len(sizes) > 1 and sizes.notna().all() and left > 0:
            told.append(f"the {_lower(PARTS[by])} in {count_words(int(left), 'review')}")
    return f" Not known: {' and '.join(told)}." if told else ""


def _name_part(by: str, value: str) -> str:
    if by == "kind":
        return REVIEW_TYPE_WORDS[value]
    side, _, day = value.partition(" ")
    return f"{'up to' if side == 'before' else side} {word_date(day)}" if by == "before-after" else value


def chart_figures(charts: Mapping[str, Chart], name: str) -> list[str]:
    """Return the chart as a figure with its caption; nothing if it could not be drawn."""
    if name not in charts:
        return []
    return [md.figure(f"charts/{name}.svg", caption=CAPTIONS[name], alt=charts[name].alt)]


def _odds(value: float) -> str:
    if value == float("inf"):
        return "no limit"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
