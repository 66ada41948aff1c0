"""The tables of decisions: what the machine coded before anybody decided, and what was decided."""

from learning_themes.check_tables import SAMPLE_PARTS
from learning_themes.columns import NUMBER, STANCES, TEXT, TRUTH, Column

VERDICTS = (
    *("accepted", "rejected", "changed", "added", "complete", "skipped", "noted", "undone", "settled"),
    *("key", "present", "absent"),
)

DECISION_TABLES: dict[str, tuple[Column, ...]] = {
    "machine": (
        Column("review_id", TEXT, "the review"),
        Column("passage_id", TEXT, "the passage"),
        Column("theme", TEXT, "theme id"),
        Column("stance", TEXT, "what the passage says of practice", STANCES),
        Column("confidence", NUMBER, "that the passage carries the theme, 0 to 1"),
        Column("stance_confidence", NUMBER, "that the stance is the right one, 0 to 1"),
        Column("basis", TEXT, "who found it", ("rule", "classifier")),
        Column("why", TEXT, "the words or examples that decided"),
        Column("decision", TEXT, "empty: what the machine coded before any decision"),
    ),
    "decisions": (
        Column("id", TEXT, "of the decision"),
        Column("passage_id", TEXT, "the passage; empty where a review and theme was judged"),
        Column("words", TEXT, "the passage's text when it was decided"),
        Column("review_id", TEXT, "the review"),
        Column("theme", TEXT, "theme id; none where the whole passage is meant"),
        Column("verdict", TEXT, "what was decided", VERDICTS),
        Column("stance", TEXT, "the analyst's; empty if the theme is not there", (*STANCES, "")),
        Column("by", TEXT, "who decided"),
        Column("when", TEXT, "when, in universal time"),
        Column("draw", TEXT, "name of the draw"),
        Column("part", TEXT, "part of the draw; empty outside a draw", (*SAMPLE_PARTS, "")),
        Column("chance", NUMBER, "chance of being drawn by its draw"),
        Column("blind", TRUTH, "whether the codes were hidden when it was decided"),
        Column("note", TEXT, "as typed"),
        Column("codebook", TEXT, "version and digest of the codebook at the time"),
        Column("undoes", TEXT, "id of the decision that this one takes back; empty if none"),
    ),
}
