"""The commands for the public: check-disclosure, publish, statement and chapter."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from learning_themes.commands.console import DONE, RUN_NAMED, Add, say, say_behind, say_left_out
from learning_themes.spoken import spell_command

if TYPE_CHECKING:
    import pandas as pd

    from learning_themes.reports.findings import Findings
    from learning_themes.runs import FinishedRun

NOT_WORDED = "An action that is not worded here"  # nobody has looked whether its words may be public


def add_publishing(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add the commands to the parser of `learning-themes`."""
    parser = add(commands, "check-disclosure", _check, "list what may point to a person in a public version")
    parser.add_argument("run", metavar="RUN", help=RUN_NAMED)
    parser.add_argument("--people", type=Path, metavar="DIR", help="the folder that holds names.txt")
    parser.add_argument("--marks-of", type=Path, metavar="RUN", help="an earlier run, to take its marks over")
    parser = add(commands, "publish", _publish, "copy a public version, once a person has signed for it")
    parser.add_argument("run", metavar="RUN", help=RUN_NAMED)
    parser.add_argument("--by", default="", metavar="NAME", help="who signs off the disclosure check")
    parser.add_argument("--to", type=Path, metavar="DIR", help="the folder to publish to")
    parser.add_argument("--check", action="store_true", help="only write the list, as check-disclosure does")
    parser.add_argument("--people", type=Path, metavar="DIR", help="with --check: the folder of names.txt")
    parser = add(commands, "statement", _statement, "draft the statement on one published review")
    parser.add_argument("run", metavar="RUN", help=RUN_NAMED)
    parser.add_argument("review", metavar="REVIEW", help="its review_id, as the register has it")
    parser = add(commands, "chapter", _chapter, "draft the chapter of the yearly report")
    parser.add_argument("run", metavar="RUN", help=RUN_NAMED)
    parser.add_argument("--year", default="", metavar="YYYY", help="the year; the last one unless given")


def _check(options: argparse.Namespace) -> int:
    from learning_themes.reports.disclosure import check_disclosure
    from learning_themes.reports.disclosure_list import PAGE_FILE
    from learning_themes.reports.disclosure_page import CANNOT_FIND, say_counts
    from learning_themes.runs import find_folder

    run, marks_of = find_folder(options.run), getattr(options, "marks_of", None)
    checked = check_disclosure(run, people=options.people, marks_of=marks_of)
    say(f"{say_counts(checked.findings)} {checked.unmarked} without a verdict: {checked.path}")
    say(f"To read beside it: {checked.path.with_name(PAGE_FILE)}")
    _say_earlier(run, marks_of)
    if checked.left_out:
        say(f"Left out and not published, since the computer put it there: {', '.join(checked.left_out)}")
    say("The check cannot find:")
    for one in CANNOT_FIND:
        say(f"- {one}")
    say(
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
        say(difference)
    if signed and not marks_of:
        again = spell_command("check-disclosure", run, "--marks-of", signed)
        say(f"To take over the marks of the list signed before: {again}")


def _publish(options: argparse.Namespace) -> int:
    from learning_themes.manifest import MANIFEST
    from learning_themes.reports.publishing import publish, say_version
    from learning_themes.runs import find_folder

    if options.check:
        return _check(options)
    target = publish(find_folder(options.run), by=options.by, to=options.to)
    say(f"Published: {target}")
    say(say_version(target))
    say(f"Signed off by {options.by.strip()}; the files and their hashes are in {target / MANIFEST}")
    return DONE


def _statement(options: argparse.Namespace) -> int:
    from learning_themes.reports.statements import write_statement

    folder, findings, about = _open(options.run)
    paths = write_statement(folder, findings, options.review, **about)
    return _say_paths(paths)


def _chapter(options: argparse.Namespace) -> int:
    from learning_themes.reports.yearly_chapter import write_chapter

    folder, findings, about = _open(options.run)
    reviews = findings.reviews.query("group == 'ours' and status == 'published' and year != ''")
    year = options.year or max(reviews["year"], default=findings.counts.last_year)
    paths = write_chapter(folder, findings, year, **about)
    if not options.year:
        last = f"the last year with a published review by date of {findings.dates}"
        say(f"The chapter is on {year}, {last}; for another year: --year YYYY")
    return _say_paths(paths)


def _open(named: str) -> tuple[Path, "Findings", dict]:
    """Return where drafts go (never into the public folder), the findings, and what heads a draft."""
    from learning_themes.reports.audience import PUBLIC_FOLDER
    from learning_themes.reports.drafts import DRAFTS_FOLDER
    from learning_themes.reports.findings import gather_findings
    from learning_themes.runs import open_run

    run = open_run(named)
    given = run.parameters.model_dump(mode="json")
    codebook, later = run.load_codebook_then()
    say_left_out(later)
    say_behind(run)
    findings = gather_findings(
        run.folder / PUBLIC_FOLDER if given["audience"] == "public" else run.folder,
        codebook=codebook,
        dates=given["dates"],
        themes_first=given["themes_first"],
        kinds=given["kinds"],
    )
    findings = replace(findings, actions=_bring_up_to_date(findings, run))
    about = {name: given[name] for name in ("partnership", "as_of", "identity")}
    return run.folder / DRAFTS_FOLDER, findings, about


def _bring_up_to_date(findings: "Findings", run: "FinishedRun") -> "pd.DataFrame":
    """Return the actions on the reviews of `findings` as the tracker has them by now.

    Of a public version the words and owners stay those that it has chosen; an action that it has not is told
    without words, if it follows a recommendation that is in it.
    """
    from learning_themes.actions.opening import NAME
    from learning_themes.actions.tracker import update_tracker
    from learning_themes.tables import read_table

    if not (run.people / NAME).is_file():
        return findings.actions
    recommendations, register = (
        read_table(name, run.folder / "tables") for name in ("recommendations", "register")
    )
    names = {theme.id: theme.name for theme in run.load_codebook().themes.values()}
    now = update_tracker(
        run.people, recommendations, register, names=names, as_of=run.parameters.today, write=False
    ).actions
    if run.parameters.audience != "public":
        return now
    return _keep_public(now, findings)


def _keep_public(now: "pd.DataFrame", findings: "Findings") -> "pd.DataFrame":
    """Return the actions that a public version may tell of, in the words and with the links that it has."""
    chosen = findings.actions.set_index("action_id")
    was_chosen = now["action_id"].isin(chosen.index)
    asked = now["recommendation_id"].isin(findings.recommendations["recommendation_id"])
    unworded = now.assign(text=NOT_WORDED, owners="")
    kept = {
        name: now["action_id"].map(chosen[name]).where(was_chosen, unworded[name])
        for name in ("text", "owners", "recommendation_id", "review_id")
    }
    return now.assign(**kept)[was_chosen | asked]


def _say_paths(paths: list[Path]) -> int:
    for path in paths:
        say(str(path))
    return DONE
