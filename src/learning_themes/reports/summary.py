"""The first page of the board report: the few things to know, in plain sentences."""

from collections.abc import Mapping, Sequence

from learning_themes.reports import markdown as md
from learning_themes.reports.accuracy_figures import sentence_rates
from learning_themes.reports.action_effects import sentence_came_back
from learning_themes.reports.action_sections import sentence_actions
from learning_themes.reports.change_sections import sentence_kinds, sentence_lengths, sum_changes
from learning_themes.reports.checking_sections import sentence_checked
from learning_themes.reports.findings import Findings
from learning_themes.reports.new_reviews import NAMED, sentence_new
from learning_themes.reports.wording import capital, count_words, join_words, k_of_n, word_years

LEADERS = 3
NO_RANKING = "which is a count and no order of importance"
LEAST_SURE = "Good practice is the least sure of the figures: read it before it is repeated."
SEE = {"read": "“What was read, and what was not”", "changed": "“Has anything changed?”"}
NOT_PUBLISHED = "Reports that are not published are not in this version."
NO_PUBLISHED = "No review has been set to published, so there are no themes to report."
NO_REVIEWS = "No reviews could be read, so there are no themes to report."


def things_to_know(findings: Findings, *, see: Mapping[str, str] = SEE) -> str:
    """Return the first page: what it rests on, and the three or four things that the board should know.

    `see` says where more stands on what was not read and on what changed.
    """
    first = "What to know first" if findings.audience.is_public else "What the board needs to know"
    title = md.heading(first, level=2, name="summary")
    basis = [sentence_read(findings, see=see["read"])]
    if not findings.counts.reviews:
        return "\n\n".join([title, md.escape(basis[0])])
    basis += [one for one in (sentence_new(findings, most=NAMED), sentence_sure(findings)) if one]
    points = [_recurring(findings), _changed(findings, see), _came_back(findings)]
    points += [_acted(findings), _works(findings)]
    items = [f"**{md.escape(lead)}** {md.escape(words)}" for lead, words in points if words]
    return "\n\n".join([title, md.escape(" ".join(basis)), md.block("know", md.bullets(items))])


def sentence_read(findings: Findings, *, see: str = SEE["read"]) -> str:
    """Return in short how many reviews were read, from which years, and how many files were not."""
    counts = findings.counts
    unread = count_unread(findings)
    missing = f" {unread}: see {see}." if unread else ""
    if not counts.reviews:
        return (NO_PUBLISHED if findings.audience.is_public else NO_REVIEWS) + missing
    return f"{capital(count_words(counts.reviews, 'review'))}{_span(findings)}.{missing}"


def count_unread(findings: Findings) -> str:
    """Return how many files of ours and of other areas could not be read, in words; empty for none."""
    ours, theirs = findings.counts.files_not_read, findings.comparison.files_not_read
    told = [count_words(ours, "file")] if ours else []
    told += [f"{count_words(theirs, 'file')} of other areas"] if theirs else []
    return f"{capital(join_words(told))} could not be read" if told else ""


def sentences_read(findings: Findings) -> str:
    """Return in full what the reviews and files were, and what that means for the figures."""
    counts = findings.counts
    if not counts.reviews:
        return NO_PUBLISHED if findings.audience.is_public else NO_REVIEWS
    read = f"The {count_words(counts.reviews, 'review')} came in {count_words(counts.files_read, 'file')}."
    again = int((findings.register.query("group == 'ours'")["counted_file"] != "").sum())
    if again:
        verb, of = ("belongs", "its") if again == 1 else ("belong", "their")
        read += (
            f" {capital(count_words(again, 'file'))} {verb} to a review of which another file is counted, and"
            f" no word of {of} text is counted again."
        )
    everything = "" if count_unread(findings) else "Every file in the folder could be read."
    if findings.audience.is_public:
        everything = NOT_PUBLISHED
    drafts = ""
    if counts.drafts:
        verb = "is" if counts.drafts == 1 else "are"
        words = count_words(counts.drafts, "review")
        drafts = (
            f"{capital(words)} {verb} not set to published in the register: each counts as a draft, from"
            " which nothing may be published."
        )
    others = ""
    if counts.other_kinds:
        words = count_words(counts.other_kinds, "review")
        verb = "was" if counts.other_kinds == 1 else "were"
        others = f"{capital(words)} of other kinds {verb} read too, but left out of every count."
    parts = (read, others, sentence_undated(findings), drafts, everything)
    return " ".join(part for part in parts if part)


def sentence_undated(findings: Findings) -> str:
    """Return how many reviews have no date and what that means; nothing if all have one."""
    undated = findings.counts.undated
    if not undated:
        return ""
    has = "has no date and counts" if undated == 1 else "have no date and count"
    return f"{capital(count_words(undated, 'review'))} {has} in the totals but in no year."


def _span(findings: Findings) -> str:
    counts = findings.counts
    if not counts.first_year:
        return ""
    verb = "published" if findings.dates == "publication" else "about incidents"
    joint = "in" if counts.first_year == counts.last_year else "from"
    years = word_years(counts.first_year, counts.last_year)
    if not counts.undated:
        return f", {verb} {joint} {years}"
    dated = counts.reviews - counts.undated
    return f", of which {dated} {'has' if dated == 1 else 'have'} a date: {verb} {joint} {years}"


def _recurring(findings: Findings) -> tuple[str, str]:
    lead = "What keeps coming back."
    first = f" {sentence_priorities(findings)}" if findings.themes_first else ""
    keys = findings.leaders("key")
    if not keys:
        return lead, f"No theme is key in any of the reviews read.{first}"
    named = _with_counts(findings, keys[:LEADERS], "key")
    falls_short = findings.leaders("shortfall")[:1]
    worst = ""
    if falls_short:
        worst = f" Most often a shortfall: {_with_counts(findings, falls_short, 'shortfall')}."
        worst += sentence_level(findings, "shortfall", 1)
    return (
        lead,
        f"Reviews most often turn on {named}.{sentence_level(findings, 'key', LEADERS)}{worst}{first}",
    )


def sentence_priorities(findings: Findings) -> str:
    """Return in how many reviews each priority is key, the most first, with those that are level together."""
    if len(findings.themes_first) == 1:
        named = _with_counts(findings, findings.themes_first, "key")
        return f"The partnership's priority is key so often: {named}."
    level: dict[tuple[int, int], list[str]] = {}
    for theme in findings.themes_first:
        level.setdefault(findings.share(theme, "key")[:2], []).append(findings.names[theme])
    told = [
        f"{join_words(names)} {'each ' if len(names) > 1 else ''}in {k_of_n(*counted)}"
        for counted, names in sorted(level.items(), reverse=True)
    ]
    return f"Reviews in which each of the partnership's priorities is key, {NO_RANKING}: {'; '.join(told)}."


def _works(findings: Findings) -> tuple[str, str]:
    themes = findings.leaders("strength")[:LEADERS]
    named = _with_counts(findings, themes, "strength") if themes else "no theme"
    level = sentence_level(findings, "strength", LEADERS)
    told = f"Most often reported as good practice: {named}.{level}"
    if themes:  # what a person marks is whether a theme is key, never the stance
        told += f" {LEAST_SURE}"
    return "What goes well.", told


def sentence_sure(findings: Findings) -> str:
    """Return in one sentence who coded and checked, and what that means for the figures."""
    told = sentence_checked(findings)
    if told:
        return f"{told} See “How sure are we?”."
    checked, coded = findings.checked
    by_whom = (
        "and has not yet been checked by a person"
        if not checked
        else f"and a person has so far decided on {checked:,} of {coded:,} codings"
    )
    told = f"The coding was done by machine {by_whom}, so every figure is indicative."
    return " ".join(one for one in (told, sentence_rates(), "See “How sure are we?”.") if one)


def _changed(findings: Findings, see: Mapping[str, str]) -> tuple[str, str]:
    told = [sum_changes(findings, most=LEADERS, see=see["changed"]), sentence_lengths(findings)]
    told.append(sentence_kinds(findings, counted=False))
    return "What changed.", " ".join(one for one in told if one)


def _came_back(findings: Findings) -> tuple[str, str]:
    return "What came back.", sentence_came_back(findings)


def _acted(findings: Findings) -> tuple[str, str]:
    state = findings.state
    return "Our actions.", sentence_actions(state) if state and state.filled_in else ""


def _with_counts(findings: Findings, themes: Sequence[str], measure: str) -> str:
    """Return the themes with their counts: `Neglect (12 of 18) and Early help (9 of 18)`."""
    shares = [findings.share(theme, measure) for theme in themes]
    words = [
        f"{findings.names[theme]} ({k_of_n(share.k, share.n)})"
        for theme, share in zip(themes, shares, strict=True)
    ]
    return join_words(words)


def sentence_level(findings: Findings, measure: str, named: int) -> str:
    """Return which themes beyond the first `named` come up exactly as often as the last of them, if any."""
    level = [findings.names[theme] for theme in findings.level(measure, named)]
    if not level:
        return ""
    if len(level) > LEADERS:
        others = capital(count_words(len(level), "other theme"))
        return f" {others} come up as often as the last: see the first table."
    return f" As often{' as the last' if named > 1 else ''}: {join_words(level)}."
