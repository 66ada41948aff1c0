"""The commands by which the codebook grows and travels: `discover`, `exchange` and `codebook diff`."""

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from learning_themes.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from learning_themes.themes.codebook import Codebook
    from learning_themes.themes.refi_import import Project

Add = Callable[[argparse._SubParsersAction, str, Callable, str], argparse.ArgumentParser]


def add_discover(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `discover` to the commands."""
    parser = add(commands, "discover", _discover, "list what a run proposes as new themes; decide on one")
    parser.add_argument("run", type=Path, metavar="RUN", help="the folder of a finished run")
    parser.add_argument("--accept", metavar="ID", help="make the proposal a theme of your own")
    parser.add_argument("--merge", metavar="ID", help="add the proposal's words to a theme (see --into)")
    parser.add_argument("--dismiss", metavar="ID", help="never propose these words again")
    parser.add_argument("--into", default="", metavar="THEME", help="the theme to merge into")
    parser.add_argument("--people", type=Path, metavar="DIR", help="where what people type is kept")
    parser.add_argument("--by", default="", metavar="NAME", help="who decides; your user name if not given")
    parser.add_argument("--note", default="", metavar="TEXT", help="why")
    parser.add_argument("--json", action="store_true", help="for programs")


def _discover(options: argparse.Namespace) -> int:
    from learning_themes.tables import read_table
    from learning_themes.themes.proposals import read_decided, select_open

    people = options.people or people_of(options.run)
    tables = options.run / "tables"
    proposals = select_open(read_table("proposals", tables), read_decided(people))
    asked = [
        (verdict, one) for verdict in ("accept", "merge", "dismiss") if (one := getattr(options, verdict))
    ]
    if len(asked) > 1:
        raise InputError("give one of --accept, --merge and --dismiss at a time")
    if asked:
        return _decide(*asked[0], proposals, read_table("passages", tables), people, options)
    if options.json:
        _say(json.dumps(proposals.to_dict("records"), ensure_ascii=False, indent=1))
        return 0
    for row in proposals.itertuples():
        _say(
            f"{row.proposal_id}: {row.words}; {row.passages} passages in {row.reviews} reviews by"
            f" {row.authors} authors, beside {row.nearest or 'no theme'}"
        )
    _say(f"{len(proposals)} proposed." if len(proposals) else "Nothing new is proposed.")
    return 0


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
    _say(f"Kept. {path}" if path else "Kept: it will not be proposed again.")
    return 0


def add_diff(actions: argparse._SubParsersAction, add: Add) -> None:
    """Add `codebook diff` to the actions on the codebook."""
    parser = add(actions, "diff", _diff, "show what two codebooks differ in, and what it does to a run")
    parser.add_argument("old", type=Path, metavar="OLD", help="the folder of the old codebook")
    parser.add_argument("new", type=Path, metavar="NEW", help="the folder of the new one")
    parser.add_argument(
        "--corpus", type=Path, metavar="RUN", help="a finished run: code its passages by both"
    )


def _diff(options: argparse.Namespace) -> int:
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.versions import compare_codebooks

    old, new = load_codebook(options.old), load_codebook(options.new)
    _say(f"Version {old.version} ({old.digest[:12]}) and version {new.version} ({new.digest[:12]}):")
    differences = compare_codebooks(old, new)
    for one in differences:
        _say(f"{one.what:<8} {one.theme}" + (f": {', '.join(one.parts)}" if one.parts else ""))
    _say(f"{len(differences)} themes differ.")
    if options.corpus and old.digest != new.digest:
        _diff_run(old, new, options.corpus, [one.theme for one in differences])
    return 0


def _diff_run(old: "Codebook", new: "Codebook", run: Path, differ: list[str]) -> None:
    """Say the shares of a run's reviews under both codebooks, and which decisions are affected."""
    from learning_themes.tables import read_table
    from learning_themes.themes.code_reviews import code_passages
    from learning_themes.themes.versions import compare_shares, select_affected
    from learning_themes.trends.presence import find_presence
    from learning_themes.trends.shares import estimate_shares

    dates = read_record(run)["parameters"]["dates"]
    names = ("register", "passages", "evidence")
    register, passages, decided = (read_table(name, run / "tables") for name in names)
    shares = []
    for codebook in (old, new):
        presence = find_presence(register, passages, code_passages(passages, codebook))
        shares.append(estimate_shares(register, presence, codebook.themes, dates=dates))
    table = compare_shares(*shares)
    moved = (table["key old"] != table["key new"]) | (table["present old"] != table["present new"])
    shown = table[moved.fillna(True) | table["theme"].isin(differ)]
    _say("Reviews of ours, coded anew by both codebooks; themes that differ or move:")
    _say(shown.to_string(index=False, na_rep="-") if len(shown) else "none")
    affected = select_affected(decided, differ)
    _say(f"{len(affected)} decisions are on themes that differ.")
    for row in affected.itertuples():
        _say(f"look again: {row.theme} in {row.passage_id} ({row.decision})")


def add_exchange(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `exchange export` and `exchange import` to the commands."""
    parser = add(commands, "exchange", _export, "trade codebook and codings with other programs (REFI-QDA)")
    parser.set_defaults(function=None)
    actions = parser.add_subparsers(metavar="ACTION", parser_class=type(parser), required=True)
    out = add(actions, "export", _export, "write a run's codebook (.qdc) or coded corpus (.qdpx)")
    out.add_argument("run", type=Path, metavar="RUN", help="the folder of a finished run")
    out.add_argument(
        "--out", type=Path, metavar="FILE", required=True, help=".qdc, .qdpx, .csv, .xlsx or .parquet"
    )
    back = add(actions, "import", _import, "read a .qdc or .qdpx of another program")
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--run", type=Path, metavar="RUN", help="the run whose passages were coded")
    back.add_argument("--out", type=Path, metavar="FILE", help="the .jsonl of decisions to write")


def _export(options: argparse.Namespace) -> int:
    from learning_themes.reports.evidence_export import EXPORTS, export_run

    if options.out.suffix.lower() not in EXPORTS:
        raise InputError(f"{options.out}: is not one of {', '.join(EXPORTS)}")
    rows = export_run(options.run, codebook_of(options.run), options.out, record=read_record(options.run))
    _say(f"{rows:,} coded pairs: {options.out}" if rows else f"The codebook: {options.out}")
    return 0


def _import(options: argparse.Namespace) -> int:
    from learning_themes.suite import themes_folder
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.refi_import import list_unmatched, read_project

    project = read_project(options.file)
    codebook = codebook_of(options.run) if options.run else load_codebook(themes_folder())
    unmatched = list_unmatched(project.codes, codebook)
    _say(f"{len(project.codes)} codes, {len(project.segments)} coded segments.")
    for code in unmatched:
        _say(f"no theme of ours: {code.name}" + (f" (under {code.above})" if code.above else ""))
    if project.left_out:
        _say(f"{project.left_out} codings of pictures, sound or whole sources were left out.")
    if options.run and project.segments:
        _import_segments(project, codebook, options)
    return 0


def _import_segments(project: "Project", codebook: "Codebook", options: argparse.Namespace) -> None:
    from learning_themes.tables import read_table
    from learning_themes.themes.refi_import import segments_to_rows, write_rows

    found = segments_to_rows(project, read_table("passages", options.run / "tables"), codebook)
    _say(f"{len(found):,} decisions by people on {found['passage_id'].nunique():,} passages.")
    if options.out:
        write_rows(options.out, found)
        _say(str(options.out))


def codebook_of(run: Path) -> "Codebook":
    """Return the shipped codebook with the local themes that the run names laid over it."""
    from learning_themes.parameters import Parameters
    from learning_themes.suite import load_codebook_of

    return load_codebook_of(Parameters.model_validate(read_record(run)["parameters"]))


def people_of(run: Path) -> Path:
    """Return the folder of what people typed for a run, as its run.json says."""
    from learning_themes.parameters import Parameters

    record = read_record(run)["parameters"]
    return Parameters.model_validate(record).people_folder


def read_record(run: Path) -> dict:
    """Return the run.json of a run folder; raises InputError if there is none."""
    try:
        return json.loads((run / "run.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        raise InputError(f"{run}: is not the folder of a finished run: it has no run.json to read") from None


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
