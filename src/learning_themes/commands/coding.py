"""The commands on coding: `check`, `evaluate` and `parts`."""

import argparse
from pathlib import Path

from learning_themes.commands.console import DONE, RUN_NAMED, SOME_NOT_READ, Add, as_json, say


def add_coding(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `check`, `evaluate` and `parts` to the commands."""
    for one in (_add_check, _add_evaluate, _add_parts):
        one(commands, add)


def _add_check(commands: argparse._SubParsersAction, add: Add) -> None:
    parser = add(commands, "check", _check, "write a workbook to check the coding of a run, or read one back")
    parser.add_argument("target", nargs="?", default="latest", metavar="RUN", help=RUN_NAMED)
    parser.add_argument("--import", dest="file", type=Path, metavar="FILE", help="read a workbook back")
    parser.add_argument(
        "--by",
        default="",
        metavar="NAME",
        help="who decides, if the workbook does not say; a new one carries that person's answers",
    )
    parser.add_argument(
        "--people", type=Path, metavar="DIR", help="else where the run keeps what people type"
    )
    parser.add_argument("--open", action="store_true", help="show the machine's codes in the workbook")
    parser.add_argument("--more", action="store_true", help="draw further, once the last draw is answered")
    parser.add_argument(
        "--again", action="store_true", help="write another workbook, though one is still to be answered"
    )
    parser.add_argument(
        "--themes",
        nargs="+",
        default=[],
        metavar="THEME",
        help="that --more draws reviews by",
    )
    parser.add_argument("--report", action="store_true", help="then make the board report of the run anew")


def _add_evaluate(commands: argparse._SubParsersAction, add: Add) -> None:
    parser = add(commands, "evaluate", _evaluate, "score coded passages against a gold file")
    parser.add_argument("coded", type=Path, metavar="CODED", help="a CSV that `code` wrote")
    parser.add_argument("gold", type=Path, metavar="GOLD", help="sentences coded by hand, as JSON Lines")
    parser.add_argument("--json", action="store_true", help="for programs")


def _add_parts(commands: argparse._SubParsersAction, add: Add) -> None:
    parser = add(
        commands, "parts", _score_parts, "score each part of the coder, and baselines, on a gold file"
    )
    parser.add_argument("gold", type=Path, metavar="GOLD", help="sentences coded by hand, as JSON Lines")
    parser.add_argument("--json", action="store_true", help="for programs")


def _check(options: argparse.Namespace) -> int:
    from learning_themes.commands.checking import read_check, write_check

    given = {"people": options.people, "by": options.by}
    if options.file is None:
        given |= {"more": options.more, "again": options.again, "themes": options.themes}
        say(write_check(options.target, blind=not options.open, report=options.report, **given))
        return DONE
    told, aside = read_check(options.target, options.file, report=options.report, **given)
    say(told)
    return SOME_NOT_READ if aside else DONE


def _evaluate(options: argparse.Namespace) -> int:
    from learning_themes.themes.evaluation import evaluate, read_coded, read_gold
    from learning_themes.themes.scores import describe_scores

    scores = evaluate(read_coded(options.coded), read_gold(options.gold))
    say(as_json(scores) if options.json else describe_scores(scores))
    return DONE


def _score_parts(options: argparse.Namespace) -> int:
    from learning_themes.suite import themes_folder
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.parts import score_parts

    scores = score_parts(load_codebook(themes_folder()), options.gold)
    if options.json:
        say(as_json(scores.to_dict("records")))
    else:
        say(scores.to_string(index=False, float_format="{:.3f}".format, na_rep="-"))
    return DONE
