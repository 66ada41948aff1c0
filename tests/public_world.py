"""A small run with a public version, with canaries in what is not published, for the tests of publishing."""

from pathlib import Path
from typing import NamedTuple

from learning_themes.reports.audience import make_folder_for
from learning_themes.reports.board import write_board_report
from learning_themes.reports.findings import Findings, gather_findings
from learning_themes.reports.method_statement import write_method_statement
from learning_themes.reports.workbook import write_workbook
from learning_themes.tables import check_table
from learning_themes.trends.public import Counting
from learning_themes.trends.recurrence import Action
from tests.tables_fixture import make_change_tables, make_tables, small_codebook, write_tables

CODEBOOK = small_codebook(12)
PARTNERSHIP = "Example Partnership"
CONTACT = "Worried about a child? Call the front door on 020 7946 0018. In an emergency call 999."
DAY = "2026-01-31"
COUNTING = Counting(list(CODEBOOK.themes), "publication")
SECRET_TITLE = "Rapid Review: Child Zebedee"
SECRET_FILE = "2024/RR Zebedee panel copy.docx"
SECRET_WORDS = (
    "Quokka lane neighbours had told the practitioners of the broken window in three letters before that."
)
SECRET_ACTION = "What the review of Child Zebedee asked of midwives"
NAME = "Mrs Persimmon Quillfeather"
NUMBERS = ("999 000 0018", "AB123456C", "crime ref: 42/98765/21", "01632 960123")
CANARIES = (SECRET_TITLE, "Zebedee", "Quokka", NAME, *NUMBERS)
THEME = "professional-curiosity"


class PublicRun(NamedTuple):
    """A run folder with a public version, the tables of the run, and the findings of the public version."""

    folder: Path
    tables: dict
    findings: Findings


def make_world(*, drafts: int = 3, published: int = 14) -> dict:
    """Return the tables of a run: the last `drafts` reviews are no published ones, and hold the canaries."""
    actions = (
        Action(THEME, "2019-03-31", SECRET_ACTION),
        Action("information-sharing", "2018-06-30", "A form"),
    )
    tables = make_tables(CODEBOOK, reviews=published + drafts, density=30, comparison=2)
    register = tables["register"]
    ours = register[(register["group"] == "ours") & (register["read_status"] != "not-read")]
    secret = list(ours["review_id"].tail(drafts))
    register["status"] = ["draft" if one in secret or one.startswith("unread") else "published"
                          for one in register["review_id"]]  # fmt: skip
    register["child_age"] = [f"{5 + place % 9} years" for place in range(len(register))]
    if secret:
        first = register["review_id"] == secret[0]
        register.loc[first, ["title", "file"]] = [SECRET_TITLE, SECRET_FILE]
    passages = tables["passages"]
    of_secret = passages["review_id"].isin(secret)
    told = [f"{SECRET_WORDS} {NAME} said so, {one}." for one in NUMBERS]
    passages.loc[of_secret, "text"] = [told[place % len(told)] for place in range(int(of_secret.sum()))]
    tables |= {"register": check_table("register", register), "passages": check_table("passages", passages)}
    return tables | make_change_tables(tables, list(CODEBOOK.themes), actions)


def make_public_run(folder: Path, tables: dict, **options: object) -> tuple[Path, Findings]:
    """Write the run's tables and its public version, and return the public folder and its findings."""
    write_tables(tables, folder)
    values = {"counting": COUNTING, "contact": CONTACT} | options
    public = make_folder_for("public", folder, **values)
    write_board_report(public, codebook=CODEBOOK, partnership=PARTNERSHIP, dates="publication", as_of=DAY)
    write_workbook(public, CODEBOOK)
    findings = gather_findings(public, codebook=CODEBOOK, dates="publication", themes_first=[])
    write_method_statement(public, findings, partnership=PARTNERSHIP, as_of=DAY)
    return public, findings
