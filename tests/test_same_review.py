"""Files of one review share an id and count once; others stay apart."""

import shutil

import pytest

from learning_themes.corpus.corrections import CORRECTIONS
from learning_themes.corpus.register import read_corpus
from learning_themes.trends.reviews import list_reviews
from tests.conftest import EXAMPLE

BODY = "\n\n".join(
    f"On visit {number} the worker wrote that the house was cold and asked {who} what had changed since."
    for number, who in enumerate(
        "Mother Father Gran Nan Uncle Aunt Cousin Neighbour Friend Teacher Nurse Midwife Warden".split()
    )
)
OVERVIEW = f"""Serious Case Review: Child Q

Calderwick Safeguarding Children Board

Published 9 June 2016

{BODY}
"""
SUMMARY = """Serious Case Review: Child Q. Executive summary

Calderwick Safeguarding Children Board

Published 9 June 2016

The review found that the family was well known and that no plan was made for the winter months.
"""


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def read(folder, lines=""):
    people = folder / "_people"
    people.mkdir(exist_ok=True)
    (people / CORRECTIONS).write_text("file,column,value\n" + lines, encoding="utf-8")
    corpus = read_corpus(folder, people=people)
    assert corpus.passages["passage_id"].is_unique
    return corpus


def counted(corpus):
    """Return the file counted for each file, and check that no other has passages."""
    register = corpus.register
    reviews = list_reviews(register, dates="publication")
    assert len(reviews) == register["review_id"].nunique()
    assert set(corpus.passages["review_id"]) <= set(register["review_id"])
    return dict(zip(register["file"], register["counted_file"], strict=True))


def test_a_summary_belongs_to_the_report_that_its_title_names(tmp_path):
    corpus = read(write(tmp_path / "c", overview=OVERVIEW, summary=SUMMARY))
    assert counted(corpus) == {"overview.txt": "", "summary.txt": "overview.txt"}
    problems = " ".join(corpus.register["problems"])
    assert "is the summary of the review in overview.txt, which is counted" in problems
    assert not corpus.passages["text"].str.contains("winter months").any()


@pytest.mark.parametrize(
    "other",
    [
        SUMMARY.replace("Child Q", "Child R"),
        SUMMARY.replace("Calderwick", "Thornmere"),
        SUMMARY.replace("2016", "2021"),
        SUMMARY.replace("Serious Case Review", "Domestic Homicide Review"),
    ],
)
def test_a_summary_of_another_review_stays_apart(tmp_path, other):
    corpus = read(write(tmp_path / "c", overview=OVERVIEW, summary=other))
    assert set(counted(corpus).values()) == {""} and corpus.register["review_id"].nunique() == 2


def test_a_summary_that_may_belong_to_two_reports_belongs_to_none(tmp_path):
    second = OVERVIEW.replace("house was cold", "flat was full of smoke and dogs").replace(
        "worker", "officer"
    )
    corpus = read(write(tmp_path / "c", first=OVERVIEW, second=second, summary=SUMMARY))
    assert counted(corpus)["summary.txt"] == ""


def test_a_new_version_is_counted_and_the_earlier_one_listed(tmp_path):
    later = OVERVIEW.replace("9 June 2016", "3 May 2017").replace("visit 3", "the third visit")
    corpus = read(write(tmp_path / "c", issue=OVERVIEW, reissue=later))
    assert counted(corpus) == {"issue.txt": "reissue.txt", "reissue.txt": ""}
    assert "is an earlier version of reissue.txt, which is counted" in " ".join(corpus.register["problems"])
    assert corpus.passages["text"].str.contains("third visit").any()


def test_another_format_of_a_report_counts_once(tmp_path):
    page = "".join(f"<p>{part}</p>" for part in OVERVIEW.split("\n\n"))
    folder = write(tmp_path / "c", q=OVERVIEW)
    (folder / "q.html").write_text(f"<html><body><main>{page}</main></body></html>", encoding="utf-8")
    corpus = read(folder)
    assert corpus.register["review_id"].nunique() == 1 and list(counted(corpus).values()).count("") == 1


def test_of_two_formats_the_one_whose_chapters_were_found_is_counted_though_the_other_is_fuller(tmp_path):
    parts = OVERVIEW.split("\n\n")
    page = [f"<p>{part}</p>" for part in parts]
    page[4:4] = ["<h2>Findings</h2>"]
    more = "At the very end of the copy stand the name of the printer and the number of the leaflet again."
    folder = write(tmp_path / "c", q=f"{OVERVIEW}\n\n{more}\n")
    (folder / "w.html").write_text(
        f"<html><body><main>{''.join(page)}</main></body></html>", encoding="utf-8"
    )
    corpus = read(folder)
    assert counted(corpus) == {"w.html": "", "q.txt": "w.html"}
    assert "findings" in set(corpus.passages["section"])
    told = "holds the same text as w.html, which is counted as the one whose chapters were found"
    assert told in " ".join(corpus.register["problems"])


def test_a_copy_that_is_still_a_draft_says_that_it_keeps_the_review_one(tmp_path):
    folder = write(tmp_path / "c", a=OVERVIEW, copy=OVERVIEW)
    both = read(folder, "a.txt,status,published\ncopy.txt,status,published\n")
    assert list_reviews(both.register, dates="publication")["status"].tolist() == ["published"]
    one = read(folder, "a.txt,status,published\n")
    assert list_reviews(one.register, dates="publication")["status"].tolist() == ["draft"]
    problems = one.register.set_index("file")["problems"]
    assert (
        "keeps the review a draft although a.txt is published: set the status of both" in problems["copy.txt"]
    )
    assert "keeps the review a draft" not in "".join([problems["a.txt"], *both.register["problems"]])


def test_reviews_that_share_only_a_template_stay_apart(tmp_path):
    template = "\n\n".join(
        f"The method of step {n} is the same in every review that we write here." for n in range(9)
    )
    texts = {
        letter: f"Serious Case Review: Child {letter}\n\n{template}\n\n"
        + BODY.replace("house", f"house in {letter}")
        for letter in "DE"
    }
    assert set(counted(read(write(tmp_path / "c", **texts))).values()) == {""}


def test_a_person_joins_and_parts_files_by_typing_the_review_id(tmp_path):
    folder = write(
        tmp_path / "c", overview=OVERVIEW, summary=SUMMARY, letter="A letter about the winter.\n" * 3
    )
    corpus = read(folder, "letter.txt,review_id,overview\nsummary.txt,review_id,apart\n")
    assert counted(corpus) == {"overview.txt": "", "letter.txt": "overview.txt", "summary.txt": ""}
    ids = corpus.register.set_index("file")["review_id"]
    assert ids.to_dict() == {"overview.txt": "overview", "letter.txt": "overview", "summary.txt": "apart"}


def test_a_file_that_comes_later_takes_the_id_of_its_review(tmp_path):
    from learning_themes.corpus.register_book import update_register

    folder = write(tmp_path / "c", summary=SUMMARY)
    update_register(folder / "_people", read(folder).register, as_of="2026-01-01")
    corpus = read(write(folder, overview=OVERVIEW))
    assert set(corpus.register["review_id"]) == {"summary"} and counted(corpus)["overview.txt"] == ""


def test_copies_summaries_and_versions_made_of_the_example_count_once(tmp_path):
    for name in ("SCR Child P report for publication.docx", "SAR Denise - final report.docx",
                 "scr-child-k-full-report-june-2017-text-version.txt"):  # fmt: skip
        shutil.copy(EXAMPLE / name, tmp_path / name)
    text = (EXAMPLE / "scr-child-k-full-report-june-2017-text-version.txt").read_bytes()
    (tmp_path / "K reissued.txt").write_bytes(text.replace(b"14 June 2017", b"2 October 2018"))
    register = read_corpus(tmp_path).register
    assert register["review_id"].nunique() == 3
    earlier = register[register["counted_file"] != ""]
    assert list(earlier["counted_file"]) == ["K reissued.txt"]
