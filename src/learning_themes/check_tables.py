"""The tables of checking: what was drawn, what people decided, and what that says of the coding.

A run may do without them: nobody has to have checked anything.
"""

from learning_themes.columns import GROUPS, NUMBER, STANCES, TEXT, TRUTH, WHOLE, Column

SAMPLE_KINDS = ("passage", "pair")
SAMPLE_PARTS = ("random", "uncertain", "rare", "spread")
MARKS = ("checked", "indicative", "not yet checked")
AGREEMENTS = ("machine and analyst", "two analysts")

CHECK_TABLES: dict[str, tuple[Column, ...]] = {
    "sample": (
        Column("order", WHOLE, "the order in which to check, from 1"),
        Column("kind", TEXT, "a passage to code, or a review and theme to judge", SAMPLE_KINDS),
        Column("review_id", TEXT, "the review"),
        Column("passage_id", TEXT, "the passage; empty for a pair"),
        Column("theme", TEXT, "theme id of a pair; empty for a passage"),
        Column("part", TEXT, "why it was drawn; what is random is drawn with the same chance", SAMPLE_PARTS),
        Column("chance", NUMBER, "that it is drawn at all, by any part of its draw, above 0 to 1"),
        Column("draw", TEXT, "name of the draw: its date and seed"),
        Column("blind", TRUTH, "to be decided before the machine's answer is seen"),
    ),
    "checked": (
        Column("passage_id", TEXT, "the passage that an analyst coded"),
        Column("review_id", TEXT, "the review"),
        Column("theme", TEXT, "theme id that machine or analyst gave; empty where neither gave one"),
        Column("machine", TEXT, "the machine's stance; empty if it does not code the theme", ("", *STANCES)),
        Column("analyst", TEXT, "the analyst's stance; empty if there is none", ("", *STANCES)),
        Column("by", TEXT, "the analyst"),
        Column("chance", NUMBER, "of being drawn; empty if a person picked it"),
        Column("part", TEXT, "why it was drawn; empty if a person picked it", ("", *SAMPLE_PARTS)),
        Column("blind", TRUTH, "decided before the machine's answer was seen"),
    ),
    "judged": (
        Column("review_id", TEXT, "the review that an analyst judged"),
        Column("theme", TEXT, "theme id"),
        Column("machine_present", TRUTH, "present by machine when it was judged"),
        Column("machine_key", TRUTH, "key by machine when it was judged"),
        Column("present", TRUTH, "present in the analyst's judgement"),
        Column("key", TRUTH, "key in the analyst's judgement"),
        Column("by", TEXT, "the analyst"),
        Column("chance", NUMBER, "of being drawn; empty if a person picked it"),
        Column("part", TEXT, "why it was drawn; empty if a person picked it", ("", *SAMPLE_PARTS)),
    ),
    "agreement": (
        Column("between", TEXT, "who is compared", AGREEMENTS),
        Column("theme", TEXT, "theme id; empty for all themes together"),
        Column("stance", TEXT, "the stance compared; empty where the theme is", ("", *STANCES)),
        Column("passages", WHOLE, "passages compared"),
        Column("both", WHOLE, "coded by both"),
        Column("only_first", WHOLE, "by the machine, or the first analyst, alone"),
        Column("only_second", WHOLE, "by the analyst, or the second analyst, alone"),
        *(
            Column(f"{figure}{end}", NUMBER, f"{meaning}{of}; empty where it cannot be told")
            for figure, meaning in (
                ("precision", "share of the first's codes that the second gives too"),
                ("recall", "share of the second's codes that the first gives too"),
                ("kappa", "Cohen's kappa"),
                ("ac1", "Gwet's AC1"),
            )
            for end, of in (("", ""), ("_low", ": lower end of 95 %"), ("_high", ": upper end of 95 %"))
        ),
    ),
    "corrected": (
        Column("theme", TEXT, "theme id"),
        Column("measure", TEXT, "what is counted", ("key", "present")),
        Column("group", TEXT, "ours, or the comparison corpus", GROUPS),
        Column("k", WHOLE, "reviews in which the measure holds by machine"),
        Column("n", WHOLE, "reviews"),
        Column("judged", WHOLE, "of these, judged by a person"),
        Column("share", NUMBER, "the share with the coding's errors allowed for"),
        Column("low", NUMBER, "lower end of its 95 % interval"),
        Column("high", NUMBER, "upper end of its 95 % interval"),
        Column("method", TEXT, "how it was made"),
    ),
    "checks": (
        Column("theme", TEXT, "theme id"),
        Column("mark", TEXT, "what the coding of the theme may be called", MARKS),
        Column("judged", WHOLE, "reviews of ours that a person judged for the theme"),
        Column("n", WHOLE, "reviews of ours"),
        Column("agreed", NUMBER, "share of reviews in which machine and person agree on key; empty if none"),
        Column("low", NUMBER, "lower end of its 95 % interval"),
        Column("high", NUMBER, "upper end of its 95 % interval"),
        Column("passages", WHOLE, "checked passages that machine or person codes with the theme"),
        Column("precision", NUMBER, "of the machine's codes on passages; empty if none was checked"),
        Column("recall", NUMBER, "of the same; empty if no passage checked carries the theme"),
        Column("kappa", NUMBER, "Cohen's kappa on passages; empty if it cannot be told"),
        Column("ac1", NUMBER, "Gwet's AC1 on passages; empty if it cannot be told"),
        Column("takes", TEXT, "what it would take to be checked; empty if it is"),
    ),
}
