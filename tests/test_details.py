"""The register's fields: what a report says of itself, and what it says of other things."""

import pytest

from learning_themes.corpus.details import find_details
from learning_themes.corpus.found import LONGEST_BLOCK, LONGEST_SENTENCE, list_sentences
from learning_themes.corpus.language import find_language
from learning_themes.corpus.register import read_corpus
from learning_themes.corpus.report import Block, Quality, Report


def make_report(title, *paragraphs, furniture=()):
    """Return a report of a title page and paragraphs; "row: ..." is a form's row, "# ..." a heading."""
    blocks = [Block("heading", title, 1, 1, size=2.0)]
    blocks.append(Block("paragraph", "Calderwick Safeguarding Children Board", 1))
    for text in paragraphs:
        kind = "row" if text.startswith("row: ") else "heading" if text.startswith("# ") else "paragraph"
        blocks.append(Block(kind, text.removeprefix("row: ").removeprefix("# "), 2))
    return Report("x.pdf", "", 5, tuple(blocks), furniture=tuple(furniture))


def found(name, title, *paragraphs, **more):
    details = find_details(make_report(title, *paragraphs, **more))
    return details[name].value if name in details else ""


SCR = "Serious Case Review: Child J"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("This review was commissioned following the death of Child J in August 2013.", "2013-08"),
        ("Child J was born in February 2010 and died in June 2011.", "2011-06"),
        ("Child J was murdered by his father's partner on Saturday 3rd March, 2012.", "2012-03-03"),
        ("Child J died in a house fire on 7/8/2012.", "2012-08-07"),
        ("Child J was two days old when found dead at home in 2014.", "2014"),
        (
            "Following the death of Child J on 3 June 2014, the chair decided on 14 July 2014 to act.",
            "2014-06-03",
        ),
        ("The period runs from 1 January 2015 to 4 May 2016, the date of the injuries.", "2016-05-04"),
        ("Child J was taken to hospital in May 2016 with a fractured skull.", "2016-05"),
        ("In March 2016 Mother called 999 and said that Child J had collapsed.", "2016-03"),
        ("On 4 March 2019 a child, referred to as Child J, was found unresponsive.", "2019-03-04"),
        ("row: Date of incident: 3 February 2021", "2021-02-03"),
        # dates of other things
        ("The Board was notified of the death of Child J on 3 May 2019.", ""),
        ("The Coroner concluded on 5 May 2016 that Child J died of natural causes.", ""),
        ("Father was convicted of the murder of Child J in January 2012.", ""),
        ("Father pleaded guilty to manslaughter in January 2012.", ""),
        ("Child J's grandmother died on 2 May 2013.", ""),
        ("His father died in 2015 and the family moved.", ""),
        ("A sibling, aged 5, was taken to hospital on 4 May 2015 after a fall.", ""),
        ("Since the death of Peter Smith in August 2007 much has changed.", ""),
        ("Child J was born on 4 May 2015 in hospital.", ""),
        ("Child J was referred on 3 March 2010 after an injury.", ""),
        ("The review was held between June 2012 and May 2013.", ""),
        ("row: Date of notification: 5 February 2021", ""),
    ],
)
def test_the_incident_is_dated_by_the_words_of_harm_to_the_child(text, date):
    assert found("incident_date", SCR, text) == date


def test_two_dates_of_harm_leave_the_incident_empty_unless_the_period_ends_with_one():
    earlier = "In October 2016 Child J was taken to hospital with a bruise."
    later = "Child J was admitted to hospital on 3 January 2018 with multiple fractures."
    assert found("incident_date", SCR, earlier, later) == ""
    period = "The review covers the period from May 2015 to 3 January 2018."
    assert found("incident_date", SCR, earlier, later, period) == "2018-01-03"


def test_a_death_is_the_incident_rather_than_an_injury_before_it():
    told = "Child J was stabbed in the leg on 5 May 2016. Child J was fatally stabbed on 2 September 2017."
    assert found("incident_date", SCR, told) == "2017-09-02"


def test_an_incident_after_publication_is_none():
    assert found("incident_date", SCR, "Published 3 May 2015", "Child J died on 4 June 2016.") == ""


def test_the_death_of_an_adults_relative_is_not_the_incident():
    told = "Mr T died on 4 June 2020. His wife had died on 3 March 2018."
    assert found("incident_date", "Safeguarding Adults Review: Mr T", told) == "2020-06-04"


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Child J was 4 months old when he died. His mother was 17 and his father 16.", "4 months"),
        ("Child J died in June 2011 at the age of 8 years and 10 months.", "8 years and 10 months"),
        ("In June 2012 Child J, who was fourteen, was seriously injured.", "fourteen"),
        ("This review concerns a six-year-old boy who was found unresponsive.", "six-year"),
        ("row: Age of child: 3 years 2 months", "3 years 2 months"),
        ("row: Child: Female. Aged 13 at date of death.", "13"),
        ("Child J died by suicide aged 16.", "16"),
        ("Child J was a newborn baby who died in hospital.", "newborn"),
        # other people and other times
        ("At the time of the death the mother was 17 and the father was 18.", ""),
        ("The mother of Child J was sixteen when Child J died.", ""),
        ("Child J came into care at the age of six. Child J died in June 2011.", ""),
        ("He was four when his father died.", ""),
        ("Child J had a sister, aged 5, who was not injured.", ""),
    ],
)
def test_the_age_is_the_childs_at_the_incident(text, age):
    assert found("child_age", SCR, text) == age


def test_the_children_of_an_adult_who_died_have_the_age():
    told = "Anna was killed on 3 June 2014. She was 34. Her children were aged 7 and 5."
    assert found("child_age", "Domestic Homicide Review: Anna", told) == "7 and 5"


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Overview Report Author: Keith Marsh QPM", "Keith Marsh"),
        ("Author: Dr Ann Bell FRCPCH Review Panel Chair: Joan Webb", "Dr Ann Bell"),
        ("Dr Ann Bell, RN, Independent Reviewer", "Dr Ann Bell"),
        ("Independent reviewers: Sian Rees and Huw ap Gwilym", "Sian Rees; Huw ap Gwilym"),
        ("Independent Lead Reviewer – Bridget Stone BA (Hons), CQSW", "Bridget Stone"),
        ("AUTHOR: MARY-JANE O'NEILL", "Mary-Jane O'Neill"),
        ("I am Sarah Gray, and I was asked to write this report.", "Sarah Gray"),
        ("The author of this report is Peter Holt, an independent consultant.", "Peter Holt"),
        ("Nicola Hallam has been appointed as the independent lead reviewer.", "Nicola Hallam"),
        ("The Board commissioned Kate Brown to undertake the review.", "Kate Brown"),
        ("row: Author: Dervla Ash, Business Manager", "Dervla Ash"),
        ("Prepared by the Rapid Review Group", "Rapid Review Group"),
        # people who did not write it
        ("IMR author: Paul Jones", ""),
        ("Chair of the Review Panel: Imelda Castle", ""),
        ("The review panel was chaired by Gerald Stannion.", ""),
    ],
)
def test_the_author_is_who_is_said_to_have_written_it(text, author):
    report = make_report(SCR)
    blocks = (*report.blocks, Block("paragraph", text.removeprefix("row: "), 1))
    details = find_details(Report("x.pdf", "", 5, blocks))
    assert (details["author"].value if "author" in details else "") == author


def test_an_author_may_sign_at_the_end_or_stand_in_the_footer():
    filler = ["Nobody wrote it down."] * 130
    assert found("author", SCR, *filler, "Lorna Pike, Independent Reviewer") == "Lorna Pike"
    assert found("author", SCR, furniture=["Author: Lorna Pike Page 1"]) == "Lorna Pike"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("row: Version: 3.0 | Date: 20 January 2022 | Purpose: Published", "2022-01-20"),
        ("redacted version for publication / October 2020 / OFFICIAL", "2020-10"),
        ("Published on 30 June 2022", "2022-06-30"),
        ("row: Version: 2.3 | Date: 9 December 2021 | Purpose: Approved by the Board", ""),
        ("A guide for nurses, by another Board, published in March 2015.", ""),
    ],
)
def test_publication_may_be_told_at_the_end(text, date):
    assert found("published_date", SCR, *["Nobody wrote it down."] * 30, text) == date


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Child J was a quiet boy. His sister is a girl of six.", "boy"),
        ("Child J, a 15 year old girl, was admitted to hospital.", "girl"),
        ("row: Gender: Female", "girl"),
        ("Child J liked his school. Child J said he was cold. Child J hid himself.", "boy"),
        ("Child J was a baby. The mother said that she was tired.", ""),
    ],
)
def test_gender_is_the_childs(text, gender):
    assert found("gender", SCR, text) == gender


def test_several_children_have_no_one_gender():
    assert found("gender", "Serious Case Review: Child A and Child B", "Child A was a boy.") == ""


def test_a_value_says_how_sure_it_is():
    details = find_details(make_report(SCR, "row: Date of incident: 3 February 2021", "Child J is a boy."))
    assert details["incident_date"].confidence == "high"
    told = find_details(make_report(SCR, "Child J was taken to hospital in May 2016 with a fractured skull."))
    assert told["incident_date"].confidence == "medium"


def test_a_report_in_another_language_is_read_with_a_warning(tmp_path):
    welsh = "Roedd y plentyn yn yr ysgol ac mae hyn wedi bod yn anodd i'r teulu gan nad oedd ar y rhestr. "
    (tmp_path / "w.txt").write_text("Adolygiad\n\n" + welsh * 8, encoding="utf-8")
    (tmp_path / "e.txt").write_text("Review\n\n" + "The child was in the care of her aunt. " * 14)
    rows = read_corpus(tmp_path).register.set_index("file")
    assert rows["language"].to_dict() == {"e.txt": "en", "w.txt": "cy"}
    assert rows.loc["w.txt", "read_status"] == "read-with-warning"
    assert "Welsh" in rows.loc["w.txt", "problems"] and rows.loc["e.txt", "problems"] == ""
    assert find_language(["Too few words."]) == ""


@pytest.mark.parametrize(
    "part", ["Ann Bell and ", "A.B. ", "Author: Ann, ", "died on in at the ", "aged 4, 5, ", "Child A, "]
)
def test_only_so_much_of_hostile_text_is_looked_at(part):
    report = make_report(SCR, *[part * 4000] * 300)
    sentences = list_sentences(report, blocks=20, pages=1)
    assert sum(len(sentence.text) for sentence in sentences) <= 20 * LONGEST_BLOCK
    assert max(len(sentence.text) for sentence in sentences) <= LONGEST_SENTENCE
    find_details(report)  # ends


def test_the_ages_of_several_children_are_taken_from_a_table_or_from_headings():
    thematic = "Thematic Review: Four Infants"
    row = "row: Age | 6 weeks | 4 months | 17 days"
    assert (
        found("child_age", thematic, "row: Infant 1 | Infant 2 | Infant 3", row)
        == "6 weeks; 4 months; 17 days"
    )
    column = ("row: Child: A | Age: 3 weeks | Harm: burns", "row: Child: B | Age: 5 months | Harm: fracture")
    assert found("child_age", thematic, *column) == "3 weeks; 5 months"
    named = ("# Elm", "Elm was nine weeks old when she died.", "# Oak", "Oak, aged five months, was burned.")
    assert found("child_age", thematic, *named) == "Elm nine weeks; Oak five months"
    other = ("row: Mother's age | 19 | 31 | 26", "# Elm", "Elm's mother had been in care for six years.")
    assert found("child_age", thematic, *other) == ""


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("The review is of the services to Child J (“J”) and his family. " * 3, "boy"),
        ("Child J was found cold at home. She was taken to hospital. " * 3, "girl"),
        ("Mother told the nurse that Child J slept. She was not asked more. " * 3, ""),
    ],
)
def test_a_pronoun_that_can_mean_nobody_else_tells_the_gender(text, gender):
    assert found("gender", SCR, text) == gender


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("Rapid Review", "Child A and Child B"), "Rapid Review: Child A and Child B"),
        (("Serious Case Review", "Overview report"), "Serious Case Review"),
        (("Jess", "A local child safeguarding practice review, to be", "read by all"),
         "Jess: A local child safeguarding practice review, to be read by all"),
    ],
)  # fmt: skip
def test_a_title_is_whole(lines, title):
    sizes = [3.0] + [1.4] * (len(lines) - 1)
    blocks = tuple(Block("heading", text, 1, 2, size=size) for text, size in zip(lines, sizes, strict=True))
    assert find_details(Report("x.pdf", "", 1, blocks))["title"].value == title


def test_a_title_misread_from_a_picture_stays_empty():
    blocks = (Block("heading", "CHILD H: THE 80ARD’S REVIEW", 1, 1, size=2.0),)
    assert "title" not in find_details(Report("x.pdf", "", 1, blocks, quality=Quality(scanned=1, ocr=1)))
    assert find_details(Report("x.pdf", "", 1, blocks))["title"].value.startswith("CHILD H")
