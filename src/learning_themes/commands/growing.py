"""The commands by which the codebook grows and travels: `discover`, `exchange` and `codebook diff`."""

import argparse
import getpass
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from learning_themes.commands.console import DONE, RUN_NAMED, Add, say
from learning_themes.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd


def add_discover(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `discover` to the commands."""
    parser = add(commands, "discover", _discover, "list what a run proposes as new themes; decide on one")
    parser.add_argument("run", metavar="RUN", help=RUN_NAMED)
    parser.add_argument("--accept", metavar="ID", help="make the proposal a theme of your own")
    parser.add_argument("--merge", metavar="ID", help="add the proposal's words to a theme (see --into)")
    parser.add_argument("--dismiss", metavar="ID", help="never propose these words again")
    parser.add_argument("--into", default="", metavar="THEME", help="the theme to merge into")
    parser.add_argument("--people", type=Path, metavar="DIR", help="where what people type is kept")
    parser.add_argument("--by", default="", metavar="NAME", help="who decides; your user name if not given")
    parser.add_argument("--note", default="", metavar="TEXT", help="why")
    parser.add_argument("--json", action="store_true", help="for programs")


def _discover(options: argparse.Namespace) -> int:
    from learning_themes.runs import find_folder, open_run
    from learning_themes.tables import read_table
    from learning_themes.themes.proposals import read_decided, select_open

    people = options.people or open_run(options.run).people
    tables = find_folder(options.run) / "tables"
    proposals = select_open(read_table("proposals", tables), read_decided(people))
    asked = [
        (verdict, one) for verdict in ("accept", "merge", "dismiss") if (one := getattr(options, verdict))
    ]
    if len(asked) > 1:
        raise InputError("give one of --accept, --merge and --dismiss at a time")
    if asked:
        return _decide(*asked[0], proposals, read_table("passages", tables), people, options)
    if options.json:
        say(json.dumps(proposals.to_dict("records"), ensure_ascii=False, indent=1))
        return DONE
    for row in proposals.itertuples():
        say(
            f"{row.proposal_id}: {row.words}; {row.passages} passages in {row.reviews} reviews by"
            f" {row.authors} authors, beside {row.nearest or 'no theme'}"
        )
    say(f"{len(proposals)} proposed." if len(proposals) else "Nothing new is proposed.")
    return DONE


def _decide(
    verdict: str,
    wanted: str,
    proposals: "pd.DataFrame",
    passages: "pd.DataFrame",
    people: Path,
    options: argparse.Namespace,
) -> int:
    from learning_themes.suite import themes_folder
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.overlay import lay_over
    from learning_themes.themes.proposals import decide_proposal

    ids = proposals["proposal_id"].tolist()
    if wanted not in ids:
        hint = nearest(wanted, ids)
        raise InputError(f"there is no open proposal {wanted!r}; open are {', '.join(ids) or 'none'}.{hint}")
    path = decide_proposal(
        proposals[proposals["proposal_id"] == wanted].iloc[0],
        verdict,
        passages=passages,
        codebook=lay_over(load_codebook(themes_folder()), people / "themes"),
        people=people,
        into=options.into,
        by=options.by or getpass.getuser(),
        when=date.today().isoformat(),
        note=options.note,
    )
    say(f"Kept. {path}" if path else "Kept: it will not be proposed again.")
    return DONE


def add_diff(actions: argparse._SubParsersAction, add: Add) -> None:
    """Add `codebook diff` to the actions on the codebook."""
    parser = add(actions, "diff", _diff, "show what two codebooks differ in, and what it does to a run")
    parser.add_argument("old", type=Path, metavar="OLD", help="the folder of the old codebook")
    parser.add_argument("new", type=Path, metavar="NEW", help="the folder of the new one")
    parser.add_argument(
        "--corpus", type=Path, metavar="DIR", help="a finished run, or reports: code their passages by both"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write charts, tables and decisions")


def _diff(options: argparse.Namespace) -> int:
    from learning_themes.commands.diffing import tell_codebook_diff

    for line in tell_codebook_diff(options.old, options.new, corpus=options.corpus, out=options.out):
        say(line)
    return DONE


def add_exchange(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `exchange export` and `exchange import` to the commands."""
    parser = add(commands, "exchange", _export, "trade codebook and codings with other programs (REFI-QDA)")
    parser.set_defaults(function=None)
    actions = parser.add_subparsers(metavar="ACTION", parser_class=type(parser), required=True)
    out = add(actions, "export", _export, "write a run's codebook (.qdc) or coded corpus (.qdpx)")
    out.add_argument("run", metavar="RUN", help=RUN_NAMED)
    out.add_argument(
        "--out", type=Path, metavar="FILE", required=True, help=".qdc, .qdpx, .csv, .xlsx or .parquet"
    )
    back = add(actions, "import", _import, "keep what people coded in another program as decisions")
    back.add_argument("file", type=Path, metavar="FILE", help=".qdpx, .qdc, .csv, .xlsx or .parquet")
    back.add_argument("--run", metavar="RUN", help=f"whose passages were coded: {RUN_NAMED}")
    back.add_argument("--by", default="", metavar="NAME", help="who coded, where the file does not say")
    back.add_argument("--stance", default="", metavar="STANCE", help="of what was coded without one")
    back.add_argument("--people", type=Path, metavar="DIR", help="where what people type is kept")
    back.add_argument("--out", type=Path, metavar="FILE", help="a .jsonl to look at: nothing is taken in")
    back.add_argument("--report", action="store_true", help="then make the board report of the run anew")


def _export(options: argparse.Namespace) -> int:
    from learning_themes.reports.evidence_export import EXPORTS, export_run
    from learning_themes.runs import open_run

    if options.out.suffix.lower() not in EXPORTS:
        raise InputError(f"{options.out}: is not one of {', '.join(EXPORTS)}")
    run = open_run(options.run)
    rows = export_run(run.folder, run.load_codebook(), options.out, record=run.record)
    say(f"{rows:,} coded pairs: {options.out}" if rows else f"The codebook: {options.out}")
    return DONE


def _import(options: argparse.Namespace) -> int:
    from learning_themes.commands.importing import describe_codings, take_codings

    if options.run is None:
        told = describe_codings(options.file)
    else:
        given = {name: getattr(options, name) for name in ("people", "by", "stance", "out", "report")}
        told = take_codings(options.file, options.run, **given)
    for line in told:
        say(line)
    return DONE
