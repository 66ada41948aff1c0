"""The tables of actions: what reviews recommend, and the actions on it."""

from learning_themes.columns import NUMBER, TEXT, TRUTH, WHOLE, Column

RESPONSES = ("", "accepted", "partly accepted", "not accepted")
STATUSES = ("not started", "in progress", "complete", "evidence of impact seen", "stopped")
NOT_FOUND = "no longer found in the report"
FOUND = ("", NOT_FOUND)

ACTION_TABLES: dict[str, tuple[Column, ...]] = {
    "recommendations": (
        Column("recommendation_id", TEXT, "stable across re-runs: from the review and the words"),
        Column("review_id", TEXT, "the review that makes it"),
        Column("page", WHOLE, "page on which it begins; 0 where the format has none"),
        Column("label", TEXT, "as printed, such as Recommendation 3 or 4.2; empty if none"),
        Column("heading", TEXT, "nearest heading above, as printed"),
        Column("text", TEXT, "the words, whole"),
        Column("passages", TEXT, "its passage_ids in order, joined by a space"),
        Column("owners", TEXT, "agencies that it is for, joined by '; '; empty if it names none"),
        Column("due", TEXT, "YYYY, YYYY-MM or YYYY-MM-DD; empty if none is stated"),
        Column("themes", TEXT, "theme ids, joined by '; '"),
        Column("missing", TEXT, "what keeps it from being specific and measurable; empty if nothing"),
        Column("similar", TEXT, "recommendation_ids of earlier ones that ask the same, joined by a space"),
        Column("likeness", NUMBER, "of the most alike of these, 0 to 1; 0 if there is none"),
        Column(
            "status",
            TEXT,
            "how far the report says it has come: a status, its words where they are not clear; else empty",
            optional=True,
        ),
    ),
    "actions": (
        Column("action_id", TEXT, "stable across re-runs and edits of the tracker"),
        Column("recommendation_id", TEXT, "the recommendation it follows; empty if a person added it"),
        Column("review_id", TEXT, "the review; empty if a person did not say"),
        Column("page", WHOLE, "page of the recommendation; 0 where there is none"),
        Column("text", TEXT, "what is to be done"),
        Column("themes", TEXT, "theme ids, joined by '; '"),
        Column("owners", TEXT, "who is to do it, joined by '; '"),
        Column("due", TEXT, "YYYY, YYYY-MM or YYYY-MM-DD; empty if none"),
        Column("due_typed", TEXT, "what stands there where no date could be read from it; else empty"),
        Column("response", TEXT, "whether the recommendation was accepted; empty if not said", RESPONSES),
        Column("status", TEXT, "how far it has come", STATUSES),
        Column(
            "status_typed", TEXT, "what stands there where no status could be read; else empty", optional=True
        ),
        Column("completed_date", TEXT, "YYYY, YYYY-MM or YYYY-MM-DD; empty if it is not complete"),
        Column("review_date", TEXT, "when it is to be looked at again; empty if none"),
        Column("impact", TEXT, "the evidence of impact, as typed; empty where it says that there is none"),
        Column("test_effect", TRUTH, "whether a person asked that its themes be held against it"),
        Column("notes", TEXT, "as typed"),
        Column(
            "found", TEXT, "said where its recommendation is no longer in the report", FOUND, optional=True
        ),
    ),
}
