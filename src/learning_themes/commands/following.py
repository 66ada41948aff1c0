"""The commands that follow a run up: `actions` for the tracker, `training` for packs."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from learning_themes.commands.console import DONE, RUN_NAMED, Add, say, say_behind, say_left_out, show_doing

if TYPE_CHECKING:
    from learning_themes.actions.commands import Source

LISTS = (
    "overdue",
    "due-soon",
    "no-evidence",
    "unread-dates",
    "unread-statuses",
    "not-found",
    "not-filled-in",
    "open",
    "complete",
)
REMARKS_TOLD = 20


def add_actions(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `actions`, with its parts `list`, `import` and `export`, to the commands."""
    text = "update the tracker of actions from a run; say what is overdue, and what to settle"
    parser = add(commands, "actions", _track, text)
    _add_run_options(parser)
    parser.add_argument("--all", action="store_true", help="name every cell to settle, however many they are")
    parser.add_argument(
        "--as-it-is",
        action="store_true",
        help="go on with the workbook although it is an older copy, or cells stand on other rows",
    )
    parts = parser.add_subparsers(metavar="ACTION", parser_class=type(parser))
    naming = add(parts, "list", _name_actions, "name the actions of one kind, such as those overdue")
    naming.add_argument("which", metavar="WHICH", choices=LISTS, help=f"one of: {', '.join(LISTS)}")
    naming.add_argument("-o", "--out", type=Path, metavar="OUT", help="write them as a Word file, to print")
    taking = add(parts, "import", _take_over, "take over a log of actions that has columns of its own")
    taking.add_argument("log", type=Path, metavar="FILE", help="an Excel workbook or CSV file")
    taking.add_argument(
        "--mapping", type=Path, metavar="YAML", help="how it is read: proposed here, then checked"
    )
    taking.add_argument("--yes", action="store_true", help="the mapping has been checked: take the log over")
    listing = add(parts, "export", _list_actions, "write the actions as a CSV file")
    listing.add_argument("-o", "--out", type=Path, metavar="OUT", required=True, help="the CSV to write")
    for one in (naming, taking, listing):
        _add_run_options(one)


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--run", default="latest", metavar="RUN", help=f"{RUN_NAMED}; the default")
    parser.add_argument("--as-of", metavar="DAY", help="counts as today: YYYY-MM-DD; default: today")


def add_training(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `training` to the commands."""
    parser = add(commands, "training", _write_training, "write training packs from a finished run")
    parser.add_argument("run", metavar="RUN", help=RUN_NAMED)
    parser.add_argument(
        "--themes",
        nargs="+",
        default=[],
        metavar="THEME",
        help="theme ids; a pack on several: neglect+education",
    )
    parser.add_argument("--audience", default="", metavar="AGENCY", help="whose passages come first")
    parser.add_argument(
        "--level", default="", metavar="LEVEL", help="all_staff, practitioners, managers, leaders"
    )
    parser.add_argument("--catalogue", type=Path, metavar="FILE", help="courses, as CSV or Excel")
    parser.add_argument("--drafts", action="store_true", help="also quote reviews that are not published")


def _track(options: argparse.Namespace) -> int:
    from learning_themes.actions.commands import tell_update, update_from_run

    source = _tracker_source(options)
    result = update_from_run(source, as_it_is=options.as_it_is)
    say(tell_update(source, result, most=None if options.all else REMARKS_TOLD))
    return DONE


def _name_actions(options: argparse.Namespace) -> int:
    from learning_themes.actions.commands import list_actions, tell_list

    source = _tracker_source(options)
    if options.out is None:
        say(tell_list(source, options.which))
        return DONE
    from learning_themes.reports.action_list import write_action_list

    listed = list_actions(source, options.which)
    about = {"what": options.which.replace("-", " "), "partnership": source.partnership}
    path = write_action_list(options.out, listed.chosen, as_of=source.as_of, **about)
    say("\n".join([*listed.lead, f"{len(listed.chosen)} of {listed.total} actions: {path}"]))
    return DONE


def _take_over(options: argparse.Namespace) -> int:
    from learning_themes.actions.commands import propose_takeover, take_over

    mapping = options.mapping or options.log.with_name(f"{options.log.stem}-mapping.yaml")
    act = take_over if options.yes else propose_takeover
    say(act(_tracker_source(options), options.log, mapping))
    return DONE


def _list_actions(options: argparse.Namespace) -> int:
    from learning_themes.actions.commands import write_list

    say(write_list(_tracker_source(options), options.out))
    return DONE


def _tracker_source(options: argparse.Namespace) -> "Source":
    from learning_themes.actions.commands import Source
    from learning_themes.reports.wording import parse_as_of
    from learning_themes.runs import find_newer, open_only_corpus

    if options.as_of:
        parse_as_of(options.as_of)
    run = open_only_corpus(options.run)
    names = {theme.id: theme.name for theme in run.load_codebook().themes.values()}
    today = run.parameters.model_copy(update={"as_of": options.as_of}).today
    return Source(run.folder, run.people, names, today, run.parameters.partnership, find_newer(run))


def _write_training(options: argparse.Namespace) -> int:
    from learning_themes.manifest import rewriting
    from learning_themes.reports.training_packs import FOLDER, write_training
    from learning_themes.runs import open_run

    run = open_run(options.run)
    asked = run.parameters
    codebook, later = run.load_codebook_then()
    say_left_out(later)
    say_behind(run)
    with rewriting(run.folder, FOLDER) as kept:
        paths = write_training(
            run.folder,
            codebook=codebook,
            partnership=asked.partnership,
            dates=asked.dates,
            as_of=asked.as_of,
            themes_first=asked.themes_first,
            kinds=asked.kinds,
            themes=options.themes,
            audience=options.audience,
            level=options.level,
            catalogue=options.catalogue or "",
            include_drafts=options.drafts,
            people=run.people,
            identity=asked.identity.model_dump(mode="json"),
            progress=show_doing,
        )
    show_doing("")
    for name in kept:
        say(f"Changed by somebody, and kept: {run.folder / name}")
    say(f"{len(paths)} files. Begin with {paths[0]}")
    return DONE
