"""The first page of the board report: the few things to know, in plain sentences."""

from collections.abc import Sequence

from learning_themes.reports import markdown as md
from learning_themes.reports.change_sections import list_changes, sentence_came_back, sentence_lengths
from learning_themes.reports.checking_sections import sentence_checked
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import capital, count_words, join_words, k_of_n, word_years

LEADERS = 3
NO_REVIEWS = "No reviews could be read, so there are no themes to report."


def things_to_know(findings: Findings) -> str:
    """Return the first page: what was read, what recurs, what works, and how sure it is."""
    points = [("What was read.", sentence_read(findings))]
    if findings.counts.reviews:
        points += [_recurring(findings), _told_apart(findings), _changed(findings), _came_back(findings)]
        points.append(_how_sure(findings))
    items = [f"**{md.escape(lead)}** {md.escape(words)}" for lead, words in points if words]
    title = md.heading("What the board needs to know", level=2, name="summary")
    return "\n\n".join([title, md.block("know", md.bullets(items))])


def sentence_read(findings: Findings) -> str:
    """Return in short how many reviews were read, from which years, and how many files were not."""
    counts = findings.counts
    unread = capital(count_words(counts.files_not_read, "file"))
    missing = f" {unread} could not be read: see “What was read, and what was not”."
    if not counts.files_not_read:
        missing = ""
    if not counts.reviews:
        return NO_REVIEWS + missing
    return f"{capital(count_words(counts.reviews, 'review'))}{_span(findings)}.{missing}"


def sentences_read(findings: Findings) -> str:
    """Return in full what the reviews and files were, and what that means for the figures."""
    counts = findings.counts
    if not counts.reviews:
        return NO_REVIEWS
    read = f"The {count_words(counts.reviews, 'review')} came in {count_words(counts.files_read, 'file')}."
    everything = "" if counts.files_not_read else "Every file in the folder could be read."
    drafts = ""
    if counts.drafts:
        verb = "is" if counts.drafts == 1 else "are"
        words = count_words(counts.drafts, "review")
        drafts = f"{capital(words)} {verb} marked as draft, and nothing from a draft may be published."
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
    return f", {verb} {joint} {word_years(counts.first_year, counts.last_year)}"


def _recurring(findings: Findings) -> tuple[str, str]:
    lead = "What keeps coming back."
    first = ""
    if findings.themes_first:
        named = _with_counts(findings, findings.themes_first, "key")
        first = f" The partnership's priorities, by the reviews that turn on them: {named}."
    keys = findings.leaders("key")
    if not keys:
        return lead, f"No theme is key in any of the reviews read.{first}"
    named = _with_counts(findings, keys[:LEADERS], "key")
    return lead, f"Reviews most often turn on {named}.{_level(findings, keys)}{first}"


def _told_apart(findings: Findings) -> tuple[str, str]:
    sentences = []
    for measure, words in (("shortfall", "a shortfall"), ("strength", "good practice")):
        themes = findings.leaders(measure)[:LEADERS]
        named = _with_counts(findings, themes, measure) if themes else "no theme"
        sentences.append(f"Most often reported as {words}: {named}.")
    return "Shortfall and good practice.", " ".join(sentences)


def _how_sure(findings: Findings) -> tuple[str, str]:
    told = sentence_checked(findings)
    if told:
        return "How sure this is.", f"{told} See “How sure are we?”."
    checked, coded = findings.checked
    by_whom = (
        "and has not yet been checked by a person"
        if not checked
        else f"and a person has so far decided on {checked:,} of {coded:,} codings"
    )
    return (
        "How sure this is.",
        f"The coding was done by machine {by_whom}, so every figure is indicative.",
    )


def _changed(findings: Findings) -> tuple[str, str]:
    told = f"{' '.join(list_changes(findings, most=LEADERS))} {sentence_lengths(findings)}"
    return "What changed.", told.strip()


def _came_back(findings: Findings) -> tuple[str, str]:
    return "What came back.", sentence_came_back(findings)


def _with_counts(findings: Findings, themes: Sequence[str], measure: str) -> str:
    """Return the themes with their counts: `Neglect (12 of 18) and Early help (9 of 18)`."""
    shares = [findings.share(theme, measure) for theme in themes]
    words = [
        f"{findings.names[theme]} ({k_of_n(share.k, share.n)})"
        for theme, share in zip(themes, shares, strict=True)
    ]
    return join_words(words)


def _level(findings: Findings, themes: Sequence[str]) -> str:
    """Return a sentence when themes beyond those named come up exactly as often as the last named."""
    if len(themes) <= LEADERS:
        return ""
    last, following = (findings.share(themes[place], "key") for place in (LEADERS - 1, LEADERS))
    if last.k != following.k:
        return ""
    return f" Other themes are also key in {k_of_n(last.k, last.n)}: see the first table."
