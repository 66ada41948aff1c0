"""The board report: one source, an HTML page and a PDF, both opened again."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pypandoc
import pypdfium2
import pytest
from lxml import html
from tables_fixture import (
    evidence_row,
    make_change_tables,
    make_tables,
    passage_row,
    register_row,
    small_codebook,
    write_tables,
)

from learning_themes.errors import ParametersError, TableError
from learning_themes.identity import read_identity
from learning_themes.reports import markdown as md
from learning_themes.reports.board import write_board_report
from learning_themes.reports.findings import gather_findings
from learning_themes.reports.render import READER, render_pdf, replace_missing
from learning_themes.reports.summary import things_to_know
from learning_themes.tables import make_table, read_table, write_table
from learning_themes.trends.presence import find_presence
from learning_themes.trends.shares import estimate_shares

CODEBOOK = small_codebook()
THEME = "neglect"
HOSTILE = [
    "<script>alert(1)</script>", "`x`{=typst}", "#import \"x.typ\": *", "$x$ and $$y$$",
    "[a](javascript:1)", "![](x.png)", "``` {=html}", "back\\slash \\", "@ref and [@ref]",
    "{{x}} {#id .class}", "---", "1. first", "# heading", "> quoted", "::: {.box}", "| a | b |",
    "a\nb", "*bold* _it_ ~~no~~ ^up^ ~down~", "&lt;b&gt; &amp;", ": def", "#pagebreak()", "<label>",
    "// comment /* more */", "[^1]: note", "+ plus", "- minus", "= equals", "a) b", "(@) x", "http://x.y",
    "'quotes' \"and\" -- dashes ... more", "\u202eright to left\u202c", "private \ue000 use", "你好 🙂",
]  # fmt: skip


def write(tables, folder, **options):
    write_tables(tables, folder)
    values = {"partnership": "Example Partnership", "dates": "publication", "as_of": "2026-01-31"}
    return write_board_report(folder, codebook=CODEBOOK, **values | options)


def tables_of(register, passages, evidence):
    tables = {
        "register": make_table("register", register),
        "passages": make_table("passages", passages),
        "evidence": make_table("evidence", evidence),
    }
    tables["presence"] = find_presence(*tables.values())
    tables["shares"] = estimate_shares(
        tables["register"], tables["presence"], CODEBOOK.themes, dates="publication"
    )
    return tables | make_change_tables(tables, list(CODEBOOK.themes))


def pdf_text(path):
    with pypdfium2.PdfDocument(path) as pdf:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    return " ".join(text.replace("\ufffe", "-").split())


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    tables = make_tables(CODEBOOK, reviews=8, comparison=3, density=60)
    return write(tables, folder, themes_first=["early-help-and-prevention"])


@pytest.fixture(scope="module")
def page(report):
    return html.fromstring(report["html"].read_text(encoding="utf-8"))


def test_the_page_needs_no_other_file(report):
    text = report["html"].read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", text)
    assert "url(" not in text


def test_figures_and_the_passages_behind_them_follow_the_same_decisions(report):
    folder = report["html"].parent
    evidence = read_table("evidence", folder / "tables")
    presence = read_table("presence", folder / "tables")
    row = next(row for _, row in presence.iterrows() if row["key"] and row["passages"] > 2)
    gone = evidence.index[(evidence["passage_id"] == row["strongest"]) & (evidence["theme"] == row["theme"])]
    late = folder.parent / "late"
    shutil.copytree(folder, late)
    evidence.loc[gone, "decision"] = "rejected"
    write_table("evidence", evidence, late / "tables")
    with pytest.raises(TableError, match=r"decisions were taken in since .* in one case .*06_trends"):
        write_board_report(late, codebook=CODEBOOK, partnership="P", dates="publication", as_of="2026-01-31")


def test_a_chart_of_the_pdf_stands_in_its_own_chapter(tmp_path):
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "comparison.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='300'><rect width='9' height='9'/></svg>",
        encoding="utf-8",
    )
    words = "\n\n".join(["Some words to fill the page. " * 12] * 6)
    chart = md.figure("charts/comparison.svg", caption="What it shows.", alt="A chart")
    front = "---\ntitle: T\npartnership: P\nmarking: M\nmarking_short: M\nas_of_words: D\nkind: K\n---"
    chapters = [md.heading(title, level=2, name=title.lower()) for title in ("One", "Two")]
    source = "\n\n".join([front, chapters[0], words, chart, chapters[1], words])
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(render_pdf(source, folder=tmp_path, as_of=date(2026, 1, 31), identity=read_identity({})))
    told = pdf_text(pdf)
    assert told.index("What it shows.") < told.index(" Two ")


def test_the_page_can_be_read_without_seeing_it(page, report):
    assert page.get("lang") == "en-GB"
    assert len(page.xpath("//main")) == 1
    assert page.xpath("//a[@class='skip']/@href") == ["#report"]
    assert all(alt.strip() for alt in page.xpath("//img/@alt"))
    drawn = [one for one in (report["html"].parent / "charts").glob("*.svg") if "slide-" not in one.name]
    assert len(page.xpath("//img/@alt")) == len(page.xpath("//img")) == len(drawn) > 8
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in zip(levels, levels[1:], strict=False))


def test_every_table_has_a_caption_headers_and_a_region_to_scroll(page):
    for table in page.xpath("//table"):
        assert table.xpath("caption")
        assert set(table.xpath("thead//th/@scope")) == {"col"}
        assert table.getparent().get("tabindex") == "0"
        assert table.getparent().get("aria-label")


def test_ids_are_given_once_and_every_link_arrives(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)


def test_the_pdf_claims_pdf_ua_and_is_tagged(report):
    content = report["pdf"].read_bytes()
    assert b"pdfuaid:part>1<" in content or b'pdfuaid:part="1"' in content
    with pypdfium2.PdfDocument(report["pdf"]) as pdf:
        assert pdf.is_tagged()
        assert pdf.get_metadata_dict()["Title"].startswith("Theme report")


def test_page_and_pdf_say_the_same(report, page):
    text = pdf_text(report["pdf"])
    for theme in page.xpath("//h3/text()"):
        assert theme in text
    assert "RESTRICTED: contains extracts" in text
    assert "As of 31 January 2026" in text


def test_priorities_come_first_and_shares_say_k_of_n(page):
    assert page.xpath("//h3/text()")[0] == "Early help and prevention"
    stated = page.xpath("//h3/following-sibling::div[@class='stated']//text()[normalize-space()]")
    assert len(stated) == len(page.xpath("//h3"))
    for sentence in stated:
        assert re.search(r"Key in \d+ of 8 reviews \(\d+\s%, likely range \d+ to \d+\s%\)", sentence)
        assert re.search(r"(No change that is more than chance|Too few reviews to tell)", sentence)


def test_priorities_are_told_by_how_many_reviews_they_are_key_in_and_not_as_a_ranking(tmp_path):
    asked = {"codebook": CODEBOOK, "dates": "publication"}
    tables = make_tables(CODEBOOK, reviews=8, density=60)
    write_tables(tables, tmp_path)
    shares = gather_findings(tmp_path, themes_first=[], **asked)
    key = {theme: shares.share(theme, "key").k for theme in CODEBOOK.themes}
    least, *_, most = sorted(key, key=key.get)
    level = next([a, b] for a in key for b in key if a < b and key[least] < key[a] == key[b] < key[most])
    findings = gather_findings(tmp_path, themes_first=[least, *level, most], **asked)
    names = findings.names
    counted = (
        "Reviews in which each of the partnership's priorities is key, which is a count and no order of"
        f" importance: {names[most]} in {key[most]} of 8; {names[level[0]]} and {names[level[1]]} each in"
        f" {key[level[0]]} of 8; {names[least]} in {key[least]} of 8."
    )
    assert counted in things_to_know(findings).replace("\\", "")
    one = gather_findings(tmp_path, themes_first=[least], **asked)
    told = f"The partnership's priority is key so often: {names[least]} ({key[least]} of 8)."
    assert told in things_to_know(one).replace("\\", "")


def test_no_change_is_claimed_and_the_figures_are_called_indicative(page):
    text = page.text_content()
    assert "No theme changed by more than chance." in text
    assert "every figure is indicative" in text
    assert not re.search(r"\b(?:rising|falling|increas|decreas|improv|worsen|upward|downward)", text)


def test_the_list_of_reviews_says_which_are_drafts(tmp_path):
    register = [
        register_row("a", title="Child A", status="published"),
        register_row("b", title="Child B", published_date="2020"),
    ]
    paths = write(tables_of(register, [passage_row("a", 0)], []), tmp_path)
    read = html.fromstring(paths["html"].read_text(encoding="utf-8"))
    (table,) = read.xpath("//section[@id='appendix-a']//table")
    place = table.xpath("thead//th/text()").index("Status")
    told = {row[1].text: row[place].text for row in table.xpath("tbody/tr")}
    assert told == {"Child A": "published", "Child B": "draft"}
    assert "A draft is one that nobody has set to published" in table.xpath("caption")[0].text_content()


def test_unread_files_are_named_with_the_reason(page):
    row = page.xpath("//table[contains(caption, 'could not be read')]/tbody/tr")[0]
    assert [cell.text for cell in row] == [
        "2018/scan of overview report_0_FINAL v3.pdf",
        "ours",
        "No text could be found in it: scanned, and text recognition is not installed.",
    ]


RENDER = """
import hashlib, json, pathlib, sys
sys.path.insert(0, sys.argv[2])
from tables_fixture import make_tables, small_codebook, write_tables
from learning_themes.reports.board import write_board_report
from learning_themes.reports.workbook import write_workbook
folder, codebook = pathlib.Path(sys.argv[1]), small_codebook(8)
write_tables(make_tables(codebook, reviews=5, comparison=2), folder)
paths = write_board_report(folder, codebook=codebook, partnership="P", dates="publication",
                           as_of="2026-01-31", length="standard", identity={"contact": "Ring."})
paths["xlsx"] = write_workbook(folder, codebook)
print(json.dumps({name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}))
"""


def test_two_processes_make_the_same_bytes_of_every_face(tmp_path):
    made = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", RENDER, str(tmp_path / seed), str(Path(__file__).parent)]
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        made.append(json.loads(done.stdout))
    assert set(made[0]) == {"md", "html", "pdf", "docx", "pptx", "xlsx"}
    assert made[0] == made[1]


def test_hostile_words_come_out_as_they_went_in():
    source = "\n\n".join(md.escape(text) for text in HOSTILE)
    plain = pypandoc.convert_text(source, "html-smart", format=READER, extra_args=["--wrap=none"])
    paragraphs = html.fragments_fromstring(plain)
    assert [p.tag for p in paragraphs] == ["p"] * len(HOSTILE)
    assert all(len(p) == 0 for p in paragraphs)
    assert [p.text for p in paragraphs] == [md.clean(text) for text in HOSTILE]


def test_hostile_reports_change_nothing_but_the_words(tmp_path):
    register, passages, evidence = [], [], []
    for number, words in enumerate(HOSTILE):
        review = f"r{number}"
        register.append(register_row(review, title=words, file=f"{number} {words}.pdf"))
        for place in range(2):
            text = f"{words} {place} {'and that was missed by all of them ' * 2}"
            passages.append(passage_row(review, place, section="findings", text=text))
            evidence.append(evidence_row(passages[-1], THEME))
    register.append(register_row("bad", file="<b>.pdf", read_status="not-read", problems=HOSTILE[0]))
    paths = write(tables_of(register, passages, evidence), tmp_path, partnership=HOSTILE[2])
    page = html.fromstring(paths["html"].read_text(encoding="utf-8"))
    assert not page.xpath("//script|//main//b|//main//em|//iframe|//main//a[not(starts-with(@href,'#'))]")
    titles = page.xpath("//table[contains(caption, 'Every review')]/tbody/tr/td[1]")
    assert {t.text_content() for t in titles} == {md.clean(text) for text in HOSTILE}
    text = pdf_text(paths["pdf"]).replace("\u200b", "").replace(" ", "")
    for words in ("<script>alert(1)</script>", "#pagebreak()", "[a](javascript:1)", "{{x}}", "$x$"):
        assert words in text


@pytest.mark.parametrize("reviews", [0, 1, 2])
def test_few_reviews_or_none_make_a_report_that_says_so(reviews, tmp_path):
    paths = write(make_tables(CODEBOOK, reviews=reviews), tmp_path)
    text = pdf_text(paths["pdf"])
    said = ["No reviews could be read", "One review", "Two reviews"][reviews]
    assert said in text
    assert "nan" not in text.lower().split()


def test_reviews_without_dates_or_themes_still_make_a_report(tmp_path):
    register = [register_row("a", published_date="", pages=0), register_row("b", published_date="")]
    paths = write(tables_of(register, [], []), tmp_path)
    text = pdf_text(paths["pdf"])
    assert "No theme is key in any of the reviews read" in text
    assert "Two reviews have no date" in text


def test_a_long_word_stays_on_the_page(tmp_path):
    register = [register_row("a", file="x" * 180 + ".pdf", title="_".join(["Overview"] * 30))]
    paths = write(tables_of(register, [], []), tmp_path)
    with pypdfium2.PdfDocument(paths["pdf"]) as pdf:
        for sheet in pdf:
            for box in (thing.get_bounds() for thing in sheet.get_objects()):
                assert box[2] <= sheet.get_width()


def test_letters_that_the_pdf_lacks_become_a_square():
    assert replace_missing("Ł ok 你") == "Ł ok □"


def test_a_wrong_day_and_a_missing_table_are_named(tmp_path):
    with pytest.raises(ParametersError, match="as_of: '31/01/2026'"):
        write(make_tables(CODEBOOK, reviews=1), tmp_path / "a", as_of="31/01/2026")
    (tmp_path / "a" / "tables" / "shares.parquet").unlink()
    with pytest.raises(TableError, match="shares"):
        write_board_report(
            tmp_path / "a", codebook=CODEBOOK, partnership="P", dates="publication",
            as_of="2026-01-31",
        )  # fmt: skip


def test_shares_made_with_other_dates_or_another_codebook_are_refused(tmp_path):
    tables = make_tables(CODEBOOK, reviews=3)
    with pytest.raises(TableError, match="run 06_trends again with dates = 'incident'"):
        write(tables, tmp_path, dates="incident")
    shares = tables["shares"]
    with pytest.raises(TableError, match="made without the theme 'neglect'"):
        write(tables | {"shares": shares[shares["theme"] != THEME]}, tmp_path)
