"""The sentence on which reviews are new since the last board report."""

from learning_themes.reports import markdown as md
from learning_themes.reports.findings import Findings
from learning_themes.reports.wording import capital, count_words, join_words, word_date
from learning_themes.trends.new_reviews import GONE, NEW

NAMED = 3  # reviews by title on page one
TITLE_LIMIT = 70


def sentence_new(findings: Findings, *, most: int | None = None) -> str:
    """Return which of the reviews are new since the last board report, and which it counted are gone.

    At most `most` of each by title; one that is gone by its id where the register does not hold it any more.
    Nothing where no earlier report is known, as in the first one.
    """
    news = findings.new_reviews
    if news.empty:
        return ""
    new = set(news["review_id"][news["state"] == NEW])
    titles = [row.title for row in findings.reviews.itertuples() if row.review_id in new]
    since = f"since the report of {word_date(news['since'].iloc[0])}"
    told = f"No review is new {since}."
    if titles:
        told = f"New {since}: {count_words(len(titles), 'review')} ({_name(titles, most)})."
    known = dict(zip(findings.register["review_id"], findings.register["title"], strict=True))
    gone = [known.get(one) or one for one in news["review_id"][news["state"] == GONE]]
    if gone:
        verb = "is" if len(gone) == 1 else "are"
        counted = capital(count_words(len(gone), "review"))
        told += f" {counted} counted there {verb} not counted now ({_name(gone, most)})."
    return told


def _name(titles: list[str], most: int | None) -> str:
    named = [md.shorten(title, TITLE_LIMIT) for title in titles[:most]]
    rest = len(titles) - len(named)
    return join_words([*named, *([count_words(rest, "other")] if rest else [])])
