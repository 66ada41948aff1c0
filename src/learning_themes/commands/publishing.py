"""The commands for the public: check-disclosure, publish, statement and chapter."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from learning_themes.commands.console import Add
from learning_themes.errors import InputError

if TYPE_CHECKING:
    from learning_themes.reports.findings import Findings

DONE = 0


def add_publishing(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add the commands to the parser of `learning-themes`."""
    parser = add(commands, "check-disclosure", _check, "list what may point to a person in a public version")
    parser.add_argument("run", type=Path, metavar="RUN", help="the run folder")
    parser.add_argument("--people", type=Path, metavar="DIR", help="the folder that holds names.txt")
    parser.add_argument("--marks-of", type=Path, metavar="RUN", help="an earlier run, to take its marks over")
    parser = add(commands, "publish", _publish, "copy a public version, once a person has signed for it")
    parser.add_argument("run", type=Path, metavar="RUN", help="the run folder")
    parser.add_argument("--by", default="", metavar="NAME", help="who signs off the disclosure check")
    parser.add_argument("--to", type=Path, metavar="DIR", help="the folder to publish to")
    parser.add_argument("--check", action="store_true", help="only write the list, as check-disclosure does")
    parser.add_argument("--people", type=Path, metavar="DIR", help="with --check: the folder of names.txt")
    parser = add(commands, "statement", _statement, "draft the statement on one published review")
    parser.add_argument("run", type=Path, metavar="RUN", help="the run folder")
    parser.add_argument("review", metavar="REVIEW", help="its review_id, as the register has it")
    parser = add(commands, "chapter", _chapter, "draft the chapter of the yearly report")
    parser.add_argument("run", type=Path, metavar="RUN", help="the run folder")
    parser.add_argument("--year", default="", metavar="YYYY", help="the year; the last one unless given")


def _check(options: argparse.Namespace) -> int:
    from learning_themes.reports.disclosure import check_disclosure
    from learning_themes.reports.disclosure_list import PAGE_FILE
    from learning_themes.reports.disclosure_page import CANNOT_FIND, say_counts

    run, marks_of = _run_folder(options.run), getattr(options, "marks_of", None)
    checked = check_disclosure(run, people=options.people, marks_of=marks_of)
    _say(f"{say_counts(checked.findings)} {checked.unmarked} without a verdict: {checked.path}")
    _say(f"To read beside it: {checked.path.with_name(PAGE_FILE)}")
    _say_earlier(run, marks_of)
    if checked.left_out:
        _say(f"Left out and not published, since the computer put it there: {', '.join(checked.left_out)}")
    _say("The check cannot find:")
    for one in CANNOT_FIND:
        _say(f"- {one}")
    _say(
        "So a person must read what is published, write ok or remove on every line, and sign with publish"
        " --by."
    )
    return DONE


def _say_earlier(run: Path, marks_of: Path | None) -> None:
    """Say what differs from what was published before, and whose marks can be taken over."""
    from learning_themes.reports.disclosure_marks import find_signed
    from learning_themes.reports.publishing import say_difference

    difference, signed = say_difference(run), find_signed(run)
    if difference:
        _say(difference)
    if signed and not marks_of:
        _say(f"To take over the marks of the list signed before: check-disclosure {run} --marks-of {signed}")


def _publish(options: argparse.Namespace) -> int:
    from learning_themes.manifest import MANIFEST
    from learning_themes.reports.publishing import publish, say_version

    if options.check:
        return _check(options)
    target = publish(_run_folder(options.run), by=options.by, to=options.to)
    _say(f"Published: {target}")
    _say(say_version(target))
    _say(f"Signed off by {options.by.strip()}; the files and their hashes are in {target / MANIFEST}")
    return DONE


def _statement(options: argparse.Namespace) -> int:
    from learning_themes.reports.statements import write_statement

    folder, findings, about = _open(options.run)
    paths = write_statement(folder, findings, options.review, **about)
    return _say_paths(paths)


def _chapter(options: argparse.Namespace) -> int:
    from learning_themes.reports.yearly_chapter import write_chapter

    folder, findings, about = _open(options.run)
    year = options.year or findings.counts.last_year
    return _say_paths(write_chapter(folder, findings, year, **about))


def _open(run: Path) -> tuple[Path, "Findings", dict]:
    """Return where drafts go (never into the public folder), the findings, and what heads a draft."""
    from learning_themes.parameters import Parameters
    from learning_themes.records import read_asked
    from learning_themes.reports.audience import PUBLIC_FOLDER
    from learning_themes.reports.drafts import DRAFTS_FOLDER
    from learning_themes.reports.findings import gather_findings
    from learning_themes.suite import load_codebook_of

    run = _run_folder(run)
    record = run / "run.json"
    if not record.is_file():
        raise InputError(f"{run}: holds no run.json; give the folder of a finished run")
    given = read_asked(run).model_dump(mode="json")
    folder = run / PUBLIC_FOLDER if given["audience"] == "public" else run
    findings = gather_findings(
        folder,
        codebook=load_codebook_of(Parameters.model_validate(given)),
        dates=given["dates"],
        themes_first=given["themes_first"],
        kinds=given["kinds"],
    )
    return run / DRAFTS_FOLDER, findings, {
        "partnership": given["partnership"], "as_of": given["as_of"], "identity": given.get("identity"),
    }  # fmt: skip


def _run_folder(run: Path) -> Path:
    if not (run / "tables").is_dir():
        raise InputError(f"{run}: is no run folder; give the folder that a run made, with tables/ in it")
    return run


def _say_paths(paths: list[Path]) -> int:
    for path in paths:
        _say(str(path))
    return DONE


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
