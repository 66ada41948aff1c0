"""The sections of the board report, each a function from the findings to Markdown."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from learning_themes.reports import checking_sections as checking
from learning_themes.reports import markdown as md
from learning_themes.reports.accuracy_figures import sentence_accuracy
from learning_themes.reports.change_sections import caution_on_kinds, explain_change, state_change
from learning_themes.reports.drawing import Chart
from learning_themes.reports.elsewhere import state_elsewhere
from learning_themes.reports.evidence_behind import (
    MEASURES,
    evidence_of_others,
    evidence_of_theme,
    number_reviews,
    word_place,
)
from learning_themes.reports.findings import Findings, Share
from learning_themes.reports.new_reviews import sentence_new
from learning_themes.reports.summary import sentence_undated, sentences_read
from learning_themes.reports.wording import (
    DATE_WORDS,
    MEASURE_WORDS,
    REVIEW_TYPE_WORDS,
    count_words,
    join_words,
    k_of_n,
    percent,
    word_date,
    word_range,
    word_share,
)

WHOSE = {"ours": "ours", "comparison": "other areas"}
TITLES_LISTED = 6
NEW_PAGE = md.block("newpage")
# What stands between a start and an end is held on one page of paper, or on the rest of the page.
PAGE_STARTS, REST_STARTS, PAGE_ENDS = md.block("onepage"), md.block("restpage"), md.block("endpage")
QUOTATION_LIMIT = 300
AGENCIES_NAMED = 3
TITLE_LIMIT = 80
STANCE_HEADINGS = {
    "shortfall": "Where practice fell short",
    "strength": "What worked",
    "recommendation": "What reviews recommended",
}
CAPTIONS = {
    "heat-map": "How often each theme was key. The number is of reviews; the darker the square, the"
    " larger their share of that year. A year with one or two reviews is dark or pale by chance:"
    " read it with the number of reviews at its head.",
    "family-map": "The same by family: a family is key in a review where at least one of its themes is, and"
    " counts once.",
    "trend-panels": "Themes year by year, with the number of reviews under each year. Whether anything"
    " changed by more than chance is told in the next section.",
    "shortfall-and-good-practice": "Shortfall and good practice, told apart. One review can raise a"
    " theme as both.",
}
OVER_YEARS = ("heat-map", "trend-panels")
UNCORRECTED = "Years are counted as coded, not corrected for coding errors."
SHARE_COLUMNS = {
    "Theme": 30,
    "Key in": 17,
    "Likely range": 16,
    "Shortfall": 17,
    "Good practice": 17,
}


def reports_read(findings: Findings) -> str:
    """Return what was read, and every file that was not, by name and reason."""
    title = md.heading("What was read, and what was not", level=2, name="read")
    parts = [title, md.escape(sentences_read(findings)), md.escape(sentence_new(findings))]
    for status, caption in (
        ("not-read", "Files that could not be read, and so are in none of the figures."),
        ("read-with-warning", "Files that were read, but not without doubt."),
    ):
        files = findings.register[findings.register["read_status"] == status]
        if len(files):
            rows = [(row.file, WHOSE[row.group], say_why(row)) for row in files.itertuples()]
            parts.append(md.table({"File": 40, "Whose": 11, "Why": 49}, rows, caption=caption))
    return "\n\n".join(part for part in parts if part)


def what_recurs(findings: Findings, charts: Mapping[str, Chart]) -> str:
    """Return the themes that keep coming back: a table, then the charts that could be drawn."""
    parts = [
        md.heading("What keeps coming back", level=2, name="recurs"),
        md.escape(
            "A theme is key in a review that turns on it: a recommendation, a learning point or the"
            " heading of a finding is about it, or it fills a tenth or more of the findings. The"
            " likely range says how far chance alone could move the share with this many reviews."
        ),
        *checking.explain_signs(findings),
        share_table(
            findings, findings.focus, caption=f"The leading themes, over all years; {_order(findings)}."
        ),
        *checking.corrected_table(findings, findings.ranked),
    ]
    for name, caption in CAPTIONS.items():
        if name in charts:
            if name in OVER_YEARS:
                caption = f"{caption} {checking.say_uncorrected(findings)}"
            parts.append(md.figure(f"charts/{name}.svg", caption=caption, alt=charts[name].alt))
    return "\n\n".join(parts)


def _order(findings: Findings) -> str:
    """Return the order in which the leading themes stand, in words."""
    first = "the partnership's priorities as it named them, then the others " if findings.themes_first else ""
    return f"{first}by how often they are key"


def share_table(findings: Findings, themes: list[str], *, caption: str, linked: bool = True) -> str:
    """Return the shares of `themes`: key with its range, shortfall, good practice, and other areas.

    `linked` leads from each name to where the theme is told in full, or to its evidence.
    """
    columns = dict(SHARE_COLUMNS)
    compared = findings.comparison.reviews > 0
    if compared:
        columns["Key in other areas"] = 18
    if checking.list_marks(findings.checks):
        columns["Key checked"] = 12  # what a person judges is whether a theme is key, and no stance
    rows = []
    for theme in themes:
        key = findings.share(theme, "key")
        row = [_link_theme(findings, theme) if linked else findings.names[theme]]
        row += [_share(key), word_range(key.low, key.high)]
        row += [k_of_n(*findings.share(theme, m)[:2]) for m in ("shortfall", "strength")]
        if compared:
            row.append(_share(findings.share(theme, "key", group="comparison")))
        rows.append(row + checking.word_mark(findings, theme))
    return md.table(columns, rows, caption=caption)


def themes_in_full(findings: Findings, charts: Mapping[str, Chart]) -> str:
    """Return a section for each theme that matters most, on a page of its own, with its chart."""
    title = md.heading("The themes that matter most", level=2, name="themes")
    intro = (
        "For each theme: how often it is key, in which reviews, and the strongest passages as the"
        " reports have them. Passages were chosen by machine, from different reviews where it could."
    )
    if findings.themes_first:
        intro += " The partnership's own priorities come first."
    sections = [_theme_in_full(findings, charts, theme) for theme in findings.focus]
    pages = f"\n\n{PAGE_ENDS}\n\n{PAGE_STARTS}\n\n".join(sections)
    return "\n\n".join([PAGE_STARTS, title, md.escape(intro), pages, PAGE_ENDS])


def other_themes(findings: Findings) -> str:
    """Return the themes not told in full, in one table with their evidence; nothing if there are none."""
    others = [theme for theme in findings.ranked if theme not in findings.focus]
    if not others:
        return ""
    title = md.heading("The other themes", level=2, name="others")
    table = share_table(findings, others, caption="Themes not told in full, by how often they are key.")
    return "\n\n".join([NEW_PAGE, title, table, *evidence_of_others(findings, others)])


def how_sure(findings: Findings) -> str:
    """Return what the figures rest on, in plain English."""
    checked, coded = findings.checked
    by_whom = "No person has checked the codings yet."
    if checked:
        by_whom = f"A person has decided on {checked:,} of the {coded:,} codings."
    comparison = findings.comparison.reviews
    unchecked = (
        f"The passages were coded by machine, with version {findings.codebook.version} of the theme"
        f" codebook ({findings.codebook.digest[:12]}). {by_whom} So every figure is indicative."
        f" {_accuracy(findings)}"
    )
    items = [
        *(_explain_checked(findings) or [unchecked]),
        "The review is what is counted, never the mention: a long report weighs no more than a short"
        " one, and the files of one review count once.",
        "A theme is present in a review when two or more passages say that practice fell short, worked"
        " or should change. It is a shortfall when two or more passages say so, and good practice when two"
        " or more do and they are a quarter or more of those that judge practice."
        " Contents pages, terms of reference, method and appendices are read but not counted.",
        "The likely range is a 95 % interval (Wilson's method). With few reviews it is wide, and"
        " shares whose ranges overlap may not differ.",
        f"Reviews are placed by {DATE_WORDS[findings.dates]}. {sentence_undated(findings)}",
        explain_change(findings),
        "Reviews are written after children have come to serious harm. The shares say how often"
        " reviews raise a theme. They do not say how often practice falls short in all work with"
        " families, nor whose work it was.",
    ]
    if comparison:
        items.append(
            f"The other areas are {count_words(comparison, 'review')} in the comparison folder. We are"
            " said to differ"
            " from them only where that is more than chance, with all themes allowed for."
        )
    title = md.heading("How sure are we?", level=2, name="sure")
    told = md.bullets(md.escape(item) for item in items)
    return "\n\n".join([title, told, *checking.checks_table(findings)])


def _explain_checked(findings: Findings) -> list[str]:
    """Return what is said of the coding once some is checked, with how often it was right when tried."""
    told = checking.explain_checking(findings, findings.codebook.version)
    return [*told, _accuracy(findings)] if told else []


def _accuracy(findings: Findings) -> str:
    """Return how often the machine was right where that was measured, and where the figures are."""
    told = sentence_accuracy()
    if not told or findings.audience.is_public:
        return told
    return f"{told} The figures are in the method statement beside this report."


def appendix_reviews(findings: Findings) -> str:
    """Return the list of reviews, numbered as the sections cite them, with which of them are drafts."""
    date_name = {"publication": "Dated", "incident": "Incident"}[findings.dates]
    columns = {"No.": 6, "Title": 32, "Kind": 15, date_name: 14, "Status": 11, "Pages": 7, "File": 23}
    rows = [
        (str(number), row.title, REVIEW_TYPE_WORDS[row.review_type], word_date(row.date), row.status,
         str(row.pages or ""), row.files)
        for number, row in number_reviews(findings)
    ]  # fmt: skip
    title = md.heading("Appendix A: the reviews read", level=2, name="appendix-a")
    caption = "Every review in the figures, by date."
    if findings.counts.drafts:
        caption += " A draft is one that nobody has set to published: nothing of it may be published."
    table = md.table(columns, rows, caption=caption)
    return "\n\n".join([title, table])


def appendix_numbers(findings: Findings) -> str:
    """Return how often each theme is present and the subject of a recommendation."""
    columns = {"Theme": 31, "Present in": 17, "Likely range": 15, "Recommendation in": 22,
               "Likely range ": 15}  # fmt: skip
    rows = []
    for theme in findings.codebook.themes:
        row = [findings.names[theme]]
        for measure in ("present", "recommendation"):
            share = findings.share(theme, measure)
            row += [_share(share), word_range(share.low, share.high)]
        rows.append(row)
    title = md.heading("Appendix B: presence and recommendations", level=2, name="appendix-b")
    words = "The figures for every year, and every passage behind them, are in evidence.xlsx."
    table = md.table(columns, rows, caption="Every theme, in the order of the codebook.")
    return "\n\n".join([title, md.escape(words), table])


def _theme_in_full(findings: Findings, charts: Mapping[str, Chart], theme: str) -> str:
    found = findings.codebook.themes[theme]
    parts = [
        md.heading(found.name, level=3, name=f"theme-{theme}"),
        md.block("definition", md.escape(found.definition)),
        md.escape(state_elsewhere(findings, theme)),
        md.block("stated", md.escape(_state(findings, theme))),
        md.escape(_other_measures(findings, theme)),
        md.escape(checking.state_check(findings, theme)),
        *evidence_of_theme(findings, theme),
        _theme_figure(findings, charts, theme),
        md.escape(_agencies(findings, theme)),
        _key_reviews(findings, theme),
        *_quotations(findings, theme),
    ]
    return "\n\n".join(part for part in parts if part)


def _theme_figure(findings: Findings, charts: Mapping[str, Chart], theme: str) -> str:
    name = f"theme-{theme}"
    if name not in charts:
        return ""
    caption = f"{findings.names[theme]}: its years, and how reviews raise it. {UNCORRECTED}"
    return md.figure(f"charts/{name}.svg", caption=caption, alt=charts[name].alt)


def _agencies(findings: Findings, theme: str) -> str:
    """Return the agencies named most often in its passages, with the number of reviews; nothing if none."""
    told = []
    for stance, words in (("shortfall", "that tell of a shortfall"), ("strength", "of good practice")):
        named = findings.agencies
        named = named[(named["theme"] == theme) & (named["stance"] == stance)]
        named = named.sort_values(["k", "passages", "agency"], ascending=[False, False, True])
        agencies = [
            f"{row.agency} ({k_of_n(row.k, row.n)})" for row in named.head(AGENCIES_NAMED).itertuples()
        ]
        if agencies:
            told.append(f"{words}: {join_words(agencies)}")
    if not told:
        return ""
    return (
        f"Agencies named in passages {'; in passages '.join(told)}. Each is counted of the reviews that"
        " raise the theme so. To be named is not to be blamed."
    )


def _link_theme(findings: Findings, theme: str) -> str:
    """Return the theme's name, linked to where it is told in full, or to its evidence if there is any."""
    if theme in findings.focus:
        return md.link(findings.names[theme], f"theme-{theme}")
    if any(findings.share(theme, measure).k for measure in MEASURES):
        return md.link(findings.names[theme], f"evidence-{theme}")
    return findings.names[theme]


def _state(findings: Findings, theme: str) -> str:
    told = (
        state_theme(findings.share(theme, "key")),
        state_change(findings.change(theme), findings.dates),
        caution_on_kinds(findings, theme),
    )
    return " ".join(one for one in told if one)


def state_theme(share: Share) -> str:
    """Return the sentence that says how often a theme is key, with its likely range."""
    if not share.n:
        return "No reviews were read."
    likely = word_range(share.low, share.high)
    noun = "review" if share.n == 1 else "reviews"
    return f"Key in {share.k} of {share.n} {noun} ({percent(share.share)}, likely range {likely})."


def _other_measures(findings: Findings, theme: str) -> str:
    words = [
        f"{MEASURE_WORDS[measure]} in {k_of_n(*findings.share(theme, measure)[:2])}"
        for measure in ("present", "shortfall", "strength", "recommendation")
    ]
    text = f"{join_words(words)}."
    if findings.comparison.reviews:
        other = findings.share(theme, "key", group="comparison")
        text += f" In other areas it is key in {word_share(other.k, other.n, other.share)}."
    return text[0].upper() + text[1:]


def _key_reviews(findings: Findings, theme: str) -> str:
    """Return the reviews a theme is key in: titles if they are few, else their numbers."""
    key = findings.presence[(findings.presence["theme"] == theme) & findings.presence["key"]]
    ids = set(key["review_id"])
    numbered = list(number_reviews(findings))
    held = [(number, row) for number, row in numbered if row.review_id in ids]
    if not held:
        return ""
    if len(held) > TITLES_LISTED:
        return md.escape(
            _name_key_reviews([number for number, _ in held], [number for number, _ in numbered])
        )
    items = [md.escape(_cite(number, row)) for number, row in held]
    return "\n\n".join([md.escape("The reviews in which it is key:"), md.bullets(items)])


def _name_key_reviews(held: list[int], every: list[int]) -> str:
    """Return which reviews a theme is key in by number, or where those are most, in which it is not."""
    others = [str(number) for number in every if number not in held]
    if not others:
        return "Key in every review of Appendix A."
    if len(others) <= len(every) / 4:
        noun = "review" if len(others) == 1 else "reviews"
        return f"Key in every review of Appendix A but {noun} {join_words(others)}."
    return f"Key in reviews {join_words([str(number) for number in held])} of Appendix A."


def _quotations(findings: Findings, theme: str) -> list[str]:
    numbered = {row.review_id: (number, row) for number, row in number_reviews(findings)}
    parts = []
    for stance, words in STANCE_HEADINGS.items():
        quoted = findings.quotations
        quoted = quoted[(quoted["theme"] == theme) & (quoted["stance"] == stance)]
        if len(quoted):
            parts.append(md.heading(words, level=4, name=f"theme-{theme}-{stance}"))
        for row in quoted.itertuples():
            source = f"{_cite(*numbered[row.review_id])}, {word_place(row.page, row.heading)}"
            parts.append(md.quotation(md.shorten(row.text, QUOTATION_LIMIT), source))
    return parts


def _cite(number: int, review: pd.Series) -> str:
    return f"{md.shorten(review.title, TITLE_LIMIT)}, {review.year or 'undated'} (review {number})"


def _share(share: Share) -> str:
    return word_share(share.k, share.n, share.share)


def say_why(row: NamedTuple) -> str:
    """Return the problems of a file as a sentence; one that begins with its name begins with It."""
    for name in (row.file, row.file.rpartition("/")[2]):
        if row.problems.startswith(f"{name} "):
            return _sentence(f"It{row.problems.removeprefix(name)}")
    return _sentence(row.problems)


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"
