"""Where the numbers of a report come from: each is read off the page and looked for in the tables.

Words of reports, titles, file names and definitions are taken out first. What is left must be one of a few
kinds, each with its own rows: k of n (of the theme last named, or of a whole column of counts), its share,
its likely range, a date of the register, a page, a review, a count of something in the tables.
"""

import re
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from learning_themes.reports import asked_before
from learning_themes.reports import markdown as md
from learning_themes.reports.accuracy_figures import sentence_accuracy, sentence_rates
from learning_themes.reports.elsewhere import state_elsewhere
from learning_themes.reports.evidence_behind import number_reviews
from learning_themes.reports.sections import say_why
from learning_themes.reports.slides import ROWS
from learning_themes.reports.wording import (
    REVIEW_TYPE_WORDS,
    capital,
    percent,
    word_date,
    word_range,
    word_rarely,
)

SHORT = 12  # letters: a title or passage as short as this is taken out only where it is quoted
NUMBER = r"\d[\d,]*(?:\.\d+)?"
K_OF_N = re.compile(r"(\d+) of (\d+)(?: reviews)?(?: \((\d+) %(?:, likely range (\d+) to (\d+) %)?\)?)?"
                    r"(?: (\d+) to (\d+) %)?")  # fmt: skip
# A PDF ends a line on a hyphen that its words have, or have not: none counts.
HYPHENS = re.compile("[\u200b\ufffe\x02\xad\u2010\u2212-]")
REVIEWS = re.compile(r"reviews? \d+(?:, \d+)*(?: and \d+)?")
CUT = re.compile(r"“([^“”]{20,}?) \[…\]”")
DAY = re.compile(r"\b(?:(\d{1,2}) )?(January|February|March|April|May|June|July|August|September|October"
                 r"|November|December) (\d{4})")  # fmt: skip
ANY = re.compile(NUMBER)
# Numbers that are part of the wording and of no row.
FIXED = [
    r"95 % interval", r"Odds ratio, 95 %", r"(?:Table|Figure) \d+\.", r"evidence\.xlsx",
    r"[Pp]age \d+ of \d+", r"\.{4,} \d+", r"codebook \([0-9a-f]{12}\)",
]  # fmt: skip


@dataclass
class Rows:
    """The rows of a run in which numbers are looked for."""

    of_theme: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    ranges: dict[tuple[int, int], str] = field(default_factory=dict)
    days: set[str] = field(default_factory=set)
    years: set[str] = field(default_factory=set)
    numbers: dict[str, set[str]] = field(default_factory=dict)
    phrases: set[str] = field(default_factory=set)
    reviews: int = 0
    words: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def collect_rows(findings, *, as_of: str) -> Rows:
    """Return the rows of the run, from its tables."""
    rows = Rows()
    tables = {
        "shares": [("k", "n")], "breakdowns": [("k", "n")], "agencies": [("k", "n")],
        "changes": [("k_before", "n_before"), ("k_after", "n_after")],
        "comparisons": [("k", "n"), ("k_other", "n_other")], "pairs": [("both", "n")],
    }  # fmt: skip
    for name, pairs in tables.items():
        for row in getattr(findings, name).itertuples():
            for k, n in pairs:
                pair = (int(getattr(row, k)), int(getattr(row, n)))
                rows.of_theme.setdefault(squash(findings.names[row.theme]), set()).add(pair)
                if name == "pairs":
                    rows.of_theme.setdefault(squash(findings.names[row.other]), set()).add(pair)
    for row in findings.public_totals.itertuples():
        pairs = rows.of_theme.setdefault(squash(findings.names[row.theme]), set())
        pairs.add((int(row.k_published), int(row.n_published)))
        if not row.shown:
            pairs.add((int(row.k), int(row.n)))
    for theme, since in findings.between(findings.focus).groupby("theme"):  # reviews with a date alone
        rows.of_theme[squash(findings.names[theme])].add((int(since["key"].sum()), len(since)))
    families = {f"family:{one}": name.upper() for one, name in findings.codebook.families.items()}
    for row in findings.family_shares().itertuples():
        rows.of_theme.setdefault(squash(families[row.theme]), set()).add((int(row.k), int(row.n)))
    for row in findings.shares.itertuples():
        rows.ranges[int(row.k), int(row.n)] = word_range(row.low, row.high)
    _add_returns(rows, findings)
    for row in findings.register.itertuples():
        rows.days |= {word_date(row.published_date), word_date(row.incident_date)}
    rows.days |= {word_date(day) for day in findings.changes["day"] if day}
    rows.days |= {word_date(day) for day in findings.recurrences["completed"]} | {word_date(as_of)}
    rows.days |= {word_date(day) for day in findings.new_reviews["since"]}
    rows.days |= {word_date(day) for day in findings.actions["completed_date"] if day}
    rows.years = {year for day in rows.days for year in re.findall(r"\d{4}", day)}
    _add_numbers(rows, findings)
    texts = [*findings.passages["text"], *findings.register["title"], *findings.register["file"],
             *findings.register["problems"], *map(capital, findings.register["problems"]),
             *map(say_why, findings.register.itertuples()),
             *findings.recurrences["action"], findings.audience.contact,
             sentence_accuracy(), sentence_rates(),
             *findings.passages["heading"].unique(),
             *findings.register["partnership"],
             *(theme.definition for theme in findings.codebook.themes.values()),
             *(state_elsewhere(findings, theme) for theme in findings.codebook.themes)]  # fmt: skip
    texts += [
        f"{number} {row.title} {REVIEW_TYPE_WORDS[row.review_type]} {word_date(row.date)}"
        f" {row.status} {row.pages or ''}"
        for number, row in number_reviews(findings)
    ]
    texts += [md.shorten(text, asked_before.TEXT_LIMIT) for text in findings.recommendations["text"]]
    texts += [md.shorten(title, asked_before.TITLE_LIMIT) for title in findings.register["title"]]
    rows.files = sorted(set(findings.register["file"]), key=len, reverse=True)
    rows.words = sorted({squash(text) for text in texts if ANY.search(text)}, key=len, reverse=True)
    return rows


def add_statement(rows: Rows, findings) -> Rows:
    """Return the rows with those in which the numbers of the method statement are looked for besides."""
    told = (Path(__file__).parents[1] / "docs" / "accuracy.md").read_text(encoding="utf-8")
    tables = [line.strip("| ") for line in told.splitlines() if line.startswith("|")]
    tables += [cell.strip() for line in tables for cell in line.split("|")]  # the head is named anew
    coded, decided = len(findings.evidence), int((findings.evidence["decision"] != "").sum())
    tables.append("template version 3.0, guidance of 8 May 2025")
    words = {line for line in map(squash, tables) if len(line) > SHORT and ANY.search(line)}
    libraries = "learning-themes scikit-learn onnxruntime spacy pypdfium2 scipy".split()
    phrases = {f"{name} {version(name)}" for name in libraries[1:]} | {f"version {version(libraries[0])}"}
    phrases |= {
        "Tier 1", "tier-1", "Tier 2, 1", "Tier 2, 2", "Tier 2, 3", "Tier 2, 4", "Tier 2, 5",
        f"children from 1 to {findings.audience.small_up_to} and",
        f"codebook (version {findings.codebook.version}, digest {findings.codebook.digest[:12]})",
    }  # fmt: skip
    decisions = {(decided, coded)} if decided else set()
    counts = {
        "of {} themes of a codebook": {str(len(findings.codebook.themes))},
        "of the {} codings": {f"{coded:,}"},
    }
    return replace(
        rows,
        of_theme={theme: pairs | decisions for theme, pairs in (rows.of_theme | {"run": set()}).items()},
        words=sorted({*rows.words, *words}, key=len, reverse=True),
        phrases=rows.phrases | set(map(squash, phrases)),
        numbers=rows.numbers | counts,
    )


def add_chapters(rows: Rows, findings) -> Rows:
    """Return the rows with k of n of the published reviews, of each year and of all, which chapters count."""
    register = findings.register[findings.register["group"] == "ours"].drop_duplicates("review_id")
    published = register[register["status"] == "published"]
    years = published["published_date"].str[:4]
    of_theme = {theme: set(pairs) for theme, pairs in rows.of_theme.items()}
    for part in (published, *(published[years == year] for year in years.unique())):
        key = findings.presence["key"] & findings.presence["review_id"].isin(part["review_id"])
        for theme, k in findings.presence.loc[key, "theme"].value_counts().items():
            of_theme.setdefault(squash(findings.names[theme]), set()).add((int(k), len(part)))
    return replace(rows, of_theme=of_theme)


def _add_returns(rows: Rows, findings) -> None:
    for (theme, day), found in findings.recurrences.groupby(["theme", "completed"]):
        sides = findings.sides(day)
        known = found[found["review_id"] != ""]
        pairs = rows.of_theme.setdefault(squash(findings.names[theme]), set())
        for side in ("before", "after"):
            pairs.add((int((known["side"] == side).sum()), sides[side]))
        recurs = known.loc[known["recurs"], "review_id"].nunique()
        pairs |= {
            (recurs, sides["after"]),
            (len(known[known["side"] != ""]), sides["before"] + sides["after"]),
        }
        rows.numbers.setdefault("in {} of these", set()).add(str(recurs))
        unplaced = str(int((known["side"] == "").sum()))
        rows.numbers.setdefault("is key in {} of them", set()).add(unplaced)
        pairs.add((int(unplaced), sides[""]))
        rows.numbers.setdefault("of which {} come after", set()).add(str(recurs))


def _add_numbers(rows: Rows, findings) -> None:
    """Say which numbers may stand in which words: what is counted, and how often."""
    counts, verdicts = findings.counts, findings.changes["verdict"].value_counts()
    reviews = {str(counts.reviews), str(findings.comparison.reviews)}
    lags, lengths = findings.lags(), findings.lengths() or ()
    pages = {str(page) for page in findings.passages["page"]}
    new = findings.new_reviews["state"].value_counts()
    expected = {f"{value:.1f}" for value in findings.pairs["expected"]}
    between = findings.between(findings.focus)
    rows.numbers |= {
        "{} reviews": reviews | {str(len(findings.lags()))},
        "{} reviews (": {str(new.get("new", 0))},
        "{} reviews counted there": {str(new.get("gone", 0))},
        "of which {} have a date": {str(counts.reviews - counts.undated)},
        "came in {} files": {str(counts.files_read)},
        "{} other themes": {str(int(verdicts.get("no-change", 0)))},
        "For {} themes": {str(int(verdicts.get("too-few", 0)))},
        "Of {} pairs": {str(len(findings.pairs))},
        "because numbers are small: {} theme": {str(int((findings.public_totals["shown"] != "").sum()))},
        "page {}": pages,
        "Grid of {} themes": {str(len(findings.held("key"))), str(ROWS)},
        "each of {} themes": {str(number) for number in range(1, 37)},
        "published {} months": {str(round(sorted(lags)[len(lags) // 2]))} if lags else set(),
        "median of {} with": {str(len(lags))},
        "median of {} words": {f"{lengths[1]:,}"} if lengths else set(),
        "against {} in": {f"{lengths[0]:,}"} if lengths else set(),
        "chance would give {}": expected,
        "at the last one, {} had": {str(int(value)) for value in between["since"]},
        "clearest of {} passages": {str(value) for value in findings.support["passages"]},
        "tracker holds {} recommendations": {str(len(findings.state.actions))} if findings.state else set(),
        "{} matters came again": {str(len(asked_before.list_matters(findings)))},
        "child in {} reviews": {str(number) for number in range(10, counts.reviews)},
        "({} reviews)": {str(number) for number in range(2, counts.reviews + 1)},
        "tracker lists {} actions": {str(len(findings.state.actions))} if findings.state else set(),
        "version {} of the theme": {str(findings.codebook.version)},
        "{} ⌂": pages | {str(number) for number in range(1, counts.reviews + 1)},
    }  # fmt: skip
    rows.reviews = counts.reviews
    rows.phrases = {f"{row.agency} {row.k}" for row in findings.agencies.itertuples()}
    rows.phrases |= {
        f"{row.expected:.1f} {_odds(row.low)} to {_odds(row.high)}" for row in findings.pairs.itertuples()
    }
    if lags:
        rows.phrases.add(f"dates; {round(min(lags))} to {round(max(lags))})")
    whys = {part for why in findings.presence["key_why"] for part in why.split("; ") if part}
    rows.phrases |= whys | set(map(capital, whys))
    ours = findings.reviews["review_id"][findings.reviews["group"] == "ours"]
    asked = findings.recommendations[findings.recommendations["review_id"].isin(ours)]
    again = int((asked["similar"] != "").sum())
    # of all themes, so that it may stand after any
    for pairs in rows.of_theme.values():
        pairs.add((again, len(asked)))
    for row in findings.changes.itertuples():
        rows.phrases.add(word_rarely(row.p))
        shift = findings.kind_shift(row)
        if shift:
            pairs = rows.of_theme.setdefault(squash(findings.names[row.theme]), set())
            pairs |= {(shift.k_before, shift.n_before), (shift.k_after, shift.n_after)}
    rows.phrases.add(f"are 1 to {findings.audience.small_up_to}")
    rows.phrases = {squash(phrase) for phrase in rows.phrases}
    rows.phrases |= {"1 to 4", "5 to 10", "11 to 15", "16 and 17", "under 1"}  # ages of the child


def find_unsourced(text: str, rows: Rows) -> list[str]:
    """Return every number of `text` that is in no row, each with the words around it."""
    text = squash(text)
    for words in rows.words:
        text = text.replace(words if len(words) > SHORT else f"“{words}”", " ⌂ ")
    text = re.sub("|".join(map(_in_a_column, rows.files)), " ⌂ ", text)
    text = CUT.sub(lambda cut: " " if any(one.startswith(cut[1]) for one in rows.words) else cut[0], text)
    text = re.sub("|".join(FIXED), " ", text)
    text = DAY.sub(lambda found: " " if found[0] in rows.days else found[0], text)
    text, wrong = _take_shares(text, rows)
    text = re.sub(r"\b(?:19|20)\d\d\b", lambda year: " " if year[0] in rows.years else year[0], text)
    text = REVIEWS.sub(lambda found: " " if _are_reviews(found[0], rows) else found[0], text)
    phrases = sorted(rows.phrases, key=len, reverse=True)
    text = re.sub("|".join(rf"{re.escape(one)}(?!\d)" for one in phrases), " ", text)
    for words, allowed in rows.numbers.items():
        pattern = re.escape(words).replace(r"\{\}", f"({NUMBER})")
        text = re.sub(pattern, lambda f, ok=allowed: " " if f[1] in ok else f[0], text)
    return [*wrong, *(_around(text, found) for found in ANY.finditer(text))]


def _take_shares(text: str, rows: Rows) -> tuple[str, list[str]]:
    """Return the text without its k of n, and those that are in no row of the theme named before."""
    names = sorted(rows.of_theme, key=len, reverse=True)
    places = [(found.start(), found[0]) for found in re.finditer("|".join(map(re.escape, names)), text)]
    wrong = []
    for found in K_OF_N.finditer(text):
        named = [name for start, name in places if start < found.start()]
        pair = (int(found[1]), int(found[2]))
        # several themes may stand before several counts, as in the head of a table
        near = set().union(*(rows.of_theme[name] for name in named[-4:])) if named else set()
        near |= set().union(*(rows.of_theme[name] for start, name in places if 0 < start - found.end() < 60))
        if pair not in near or not _agrees(found, pair, rows):
            wrong.append(_around(text, found))
    return K_OF_N.sub(" ", text), wrong


def _in_a_column(file: str) -> str:
    """Return a pattern of the file's name that may be broken over the lines of a narrow column."""
    return r"\s?".join(map(re.escape, squash(file).replace(" ", "")))


def _are_reviews(text: str, rows: Rows) -> bool:
    return all(1 <= int(number) <= rows.reviews for number in re.findall(r"\d+", text))


def _odds(value: float) -> str:
    if value == float("inf"):
        return "no limit"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _agrees(found: re.Match, pair: tuple[int, int], rows: Rows) -> bool:
    """Return whether the share and the likely range beside k of n are those of k of n."""
    share, low, high = found[3], found[4] or found[6], found[5] or found[7]
    if share and percent(pair[0] / pair[1]) != f"{share}\xa0%":
        return False
    return low is None or rows.ranges.get(pair) == f"{low} to {high}\xa0%"


def squash(text: str) -> str:
    """Return the text on one line, with the characters alike in every face."""
    text = HYPHENS.sub("", text.replace("\xa0", " "))
    return " ".join(text.split())


def _around(text: str, found: re.Match) -> str:
    return text[max(0, found.start() - 60) : found.end() + 40]
