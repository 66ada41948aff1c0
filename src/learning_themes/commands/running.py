"""The commands that make things: `run`, `read`, `code`, and `verify`, which says whether they are as made."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from learning_themes.commands.caching import add_backend
from learning_themes.commands.console import DONE, FAILED, SOME_NOT_READ, Add, as_json, complain, say
from learning_themes.spoken import spell_command

if TYPE_CHECKING:
    import pandas as pd

    from learning_themes.corpus.register import Corpus
    from learning_themes.parameters import Parameters

NONE_READ = "none of the reports in it could be read; each has its reason above"


def add_running(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `run`, `read` and `code` to the commands."""
    for one in (_add_run, _add_read, _add_code):
        one(commands, add)


def _add_run(commands: argparse._SubParsersAction, add: Add) -> None:
    parser = add(commands, "run", _run, "run the notebooks on a folder of reports; make the board report")
    parser.add_argument(
        "parameters",
        nargs="?",
        type=Path,
        metavar="PARAMETERS.yaml",
        help="what is asked; else the example's",
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the folder of reports")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the run folder to make")
    add_backend(parser)


def _add_read(commands: argparse._SubParsersAction, add: Add) -> None:
    parser = add(commands, "read", _read, "read a folder of reports; say what was read and what not")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of reports")
    parser.add_argument("--out", type=Path, metavar="DIR", help="also write the tables there")
    parser.add_argument("--json", action="store_true", help="for programs")


def _add_code(commands: argparse._SubParsersAction, add: Add) -> None:
    parser = add(commands, "code", _code, "code passages from a CSV or JSON Lines file")
    parser.add_argument("input", type=Path, metavar="IN", help="a CSV or JSON Lines file with id and text")
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", required=True, help="the CSV to write")
    parser.add_argument("--json", action="store_true", help="for programs")


def add_verify(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `verify` to the commands."""
    parser = add(commands, "verify", _verify, "say whether the files of a run are as they were made")
    parser.add_argument("folder", type=Path, metavar="RUN", help="a run folder, a published one, or: latest")


def _run(options: argparse.Namespace) -> int:
    from learning_themes.commands.caching import choose_backend
    from learning_themes.parameters import read_parameters
    from learning_themes.suite import project_root, run_suite, themes_folder
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.trends.new_reviews import tell_ahead

    choose_backend(options)
    codebook = load_codebook(themes_folder())
    corpus = options.corpus.absolute() if options.corpus else None
    asked = options.parameters
    if asked is None and corpus is None:  # the example, with its neighbours told apart
        asked = project_root() / "parameters.yaml"
    parameters = read_parameters(asked, theme_ids=list(codebook.themes), root=project_root(), corpus=corpus)
    _warn_of_own_themes(parameters)
    run = run_suite(parameters, out=options.out)
    public = parameters.audience == "public"
    folder = run.folder / "public" if public else run.folder
    say(f"Board report: {folder / 'board-report.html'}")
    say(f"              {folder / 'board-report.pdf'}")
    if public:
        check = spell_command("check-disclosure", run.folder)
        say(f"Only {folder} is for the public, and only once it is checked: {check}")
    if ahead := tell_ahead(as_of=parameters.today, audience=parameters.audience):
        say(ahead)
    for name in run.kept:
        say(f"Changed by somebody in the run that stood here, and kept: {run.folder / name}")
    for problem in run.not_read:
        complain(f"not read: {problem}")
    if run.not_read and _is_none_read(run.folder / "tables"):
        complain(f"{parameters.corpus}: {NONE_READ}, and the board report is about no review")
    return SOME_NOT_READ if run.not_read else DONE


def _is_none_read(tables: Path) -> bool:
    """Whether no report of ours could be read."""
    from learning_themes.tables import read_table

    register = read_table("register", tables)
    return bool((register.loc[register["group"] == "ours", "read_status"] == "not-read").all())


def _warn_of_own_themes(parameters: "Parameters") -> None:
    """Say which sentences of the partnership's own themes are not found as their files say."""
    from learning_themes.suite import load_codebook_of
    from learning_themes.themes.checking import check_local

    for remark in check_local(load_codebook_of(parameters), parameters.local_themes_folder):
        complain(f"{remark.file}: {remark.text}")


def _read(options: argparse.Namespace) -> int:
    from learning_themes.corpus.register import read_corpus, refuse_no_reports
    from learning_themes.tables import write_table

    refuse_no_reports(options.folder)
    corpus = read_corpus(options.folder, people=options.folder / "_people", progress=_show_progress)
    if options.out:
        write_table("register", corpus.register, options.out)
        write_table("passages", corpus.passages, options.out)
        write_table("quality", corpus.quality, options.out)
    if options.json:
        say(as_json({"register": _rows(corpus.register), "left_alone": list(corpus.left_alone)}))
    else:
        say(_register_text(corpus))
    failed = corpus.register["read_status"] == "not-read"
    if failed.all():
        complain(f"{options.folder}: {NONE_READ}")
    elif not options.json:
        say(_next_text(options.folder))
    return SOME_NOT_READ if failed.any() else DONE


def _next_text(folder: Path) -> str:
    """Return the command that codes a folder: by the parameters file that asks for it, where there is one."""
    from learning_themes.parameters import find_asking
    from learning_themes.suite import project_root

    asking = find_asking(folder, [Path(), project_root()])
    runs = [("run", path) for path in asking] or [("run", "--corpus", folder)]
    commands = "\n  or: ".join(spell_command(*words) for words in runs)
    return f"To code them, and get the workbook register.xlsx to mend: {commands}"


def _rows(register: "pd.DataFrame") -> list[dict]:
    rows = register.to_dict("records")
    return [row | {"found": json.loads(row["found"])} for row in rows]


def _register_text(corpus: "Corpus") -> str:
    lines = [
        f"{row.read_status:<18} {row.pages:>4} pages {row.words:>7,} words"
        f"  {row.published_date or 'undated':<10}  {row.file}"
        + (f"\n{'':<19}{row.problems}" if row.problems else "")
        for row in corpus.register.itertuples()
    ]
    read = int((corpus.register["read_status"] != "not-read").sum())
    lines.append(
        f"{read} of {len(corpus.register)} files read. The dates are those of publication, as found."
    )
    if corpus.left_alone:
        lines.append(f"Left alone, as no kind of report: {', '.join(corpus.left_alone)}")
    lines += [f"Of what was typed: {one}" for one in corpus.told]
    return "\n".join(lines)


def _code(options: argparse.Namespace) -> int:
    from learning_themes.suite import themes_folder
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.coding import Coder
    from learning_themes.themes.exchange import read_units, write_coded

    units = read_units(options.input)
    coder = Coder(load_codebook(themes_folder()))
    coded = coder.code_units([one.unit for one in units])
    pairs = write_coded(options.out, zip([one.id for one in units], coded, strict=True))
    summary = {"units": len(units), "pairs": pairs, "out": str(options.out)}
    say(
        as_json(summary)
        if options.json
        else f"{pairs:,} coded pairs in {len(units):,} passages: {options.out}"
    )
    return DONE


def _verify(options: argparse.Namespace) -> int:
    from learning_themes.manifest import verify_folder
    from learning_themes.runs import LATEST, open_run

    if str(options.folder) == LATEST:
        options.folder = open_run().folder
    seen = verify_folder(options.folder)
    for name in seen.changed:
        say(f"changed  {options.folder / name}")
    for name in seen.missing:
        say(f"missing  {options.folder / name}")
    for name in seen.added:
        say(f"added    {options.folder / name}")
    same = seen.files - len(seen.changed) - len(seen.missing)
    say(f"{same} of {seen.files} files are as they were made.")
    return DONE if seen.whole else FAILED


def _show_progress(done: int, total: int, file: str, _share: float) -> None:
    if done and sys.stderr.isatty():
        end = "\n" if done == total else ""
        sys.stderr.write(f"\rreading {done} of {total} {file[-50:]:<50}{end}")
        sys.stderr.flush()
