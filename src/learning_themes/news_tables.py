"""The tables of what is new since the last report: which reviews came in, and which actions moved.

A run may do without them: there need not have been a report before.
"""

from learning_themes.columns import TEXT, Column

NEWS_TABLES: dict[str, tuple[Column, ...]] = {
    "new_reviews": (
        Column("review_id", TEXT, "a review of ours that counts now, or that the last report counted"),
        Column("since", TEXT, "the day of the last board report before this one"),
        Column("state", TEXT, "new, known then, or counted then and gone", ("new", "known", "gone")),
    ),
    "moves": (
        Column("action_id", TEXT, "the action"),
        Column("since", TEXT, "the last day before this one on which the tracker was read"),
        Column("before", TEXT, "its status or owners then; empty if it was not there, or had none"),
        Column("after", TEXT, "its status now, or deleted; or its owners now"),
        Column("what", TEXT, "what changed: its owners; empty for its status", ("", "owners"), optional=True),
    ),
}
