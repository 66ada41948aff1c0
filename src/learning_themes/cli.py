"""The command `learning-themes`: thin, says what the package does. Heavy imports stand where used."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from learning_themes import __version__
from learning_themes.cli_cache import add_backend, add_cache
from learning_themes.cli_following import add_actions, add_training
from learning_themes.cli_growing import add_diff, add_discover, add_exchange
from learning_themes.cli_publishing import add_publishing
from learning_themes.console import DONE, FAILED, RUN_NAMED, SOME_NOT_READ, STOPPED, WRONG, complain, say
from learning_themes.errors import InputError, LearningThemesError, ParametersError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from learning_themes.corpus.register import Corpus


class _Parser(argparse.ArgumentParser):
    """A parser that answers a wrong word with the nearest right one."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with exit code 2."""
        self.exit(WRONG, f"learning-themes: {message}\n{self.format_usage()}")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            allowed = ", ".join(map(str, action.choices))
            hint = nearest(str(value), map(str, action.choices))
            self.error(f"there is no command {value!r}; commands are {allowed}.{hint}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 failed, 2 wrong words, 3 some not read."""
    try:
        options = _parse(sys.argv[1:] if arguments is None else list(arguments))
    except SystemExit as ended:
        return int(ended.code or 0)
    try:
        return options.function(options)
    except (ParametersError, InputError) as error:
        complain(str(error))
        return WRONG
    except LearningThemesError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        complain("stopped; nothing half-made was left behind, and what was read and coded is kept")
        return STOPPED


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = make_parser()
    options, unknown = parser.parse_known_args(arguments)
    if not hasattr(options, "function"):
        parser.print_help()
        parser.exit(WRONG if arguments else DONE)
    if unknown:
        known = [word for action in options.parser._actions for word in action.option_strings]
        hint = nearest(unknown[0], known)
        options.parser.error(f"there is no option or argument {unknown[0]!r} here.{hint}")
    return options


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog="learning-themes",
        description="Finds practice themes in safeguarding reviews and reports them to the board.",
        epilog="Exit codes: 0 done, 1 failed, 2 wrong words or parameters, 3 done but some reports not read.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"learning-themes {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    for add in (
        _add_run,
        _add_read,
        _add_code,
        _add_check,
        _add_evaluate,
        _add_parts,
        _add_codebook,
    ):
        add(commands)
    add_actions(commands, _add)
    add_training(commands, _add)
    add_publishing(commands, _add)
    add_discover(commands, _add)
    add_exchange(commands, _add)
    _add_verify(commands)
    add_cache(commands, _add)
    return parser


def _add(commands: argparse._SubParsersAction, name: str, function: Callable, text: str) -> _Parser:
    parser = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(function=function, parser=parser)
    return parser


def _add_run(commands: argparse._SubParsersAction) -> None:
    parser = _add(commands, "run", _run, "run the notebooks on a folder of reports; make the board report")
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


def _add_read(commands: argparse._SubParsersAction) -> None:
    parser = _add(commands, "read", _read, "read a folder of reports; say what was read and what not")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of reports")
    parser.add_argument("--out", type=Path, metavar="DIR", help="also write the tables there")
    parser.add_argument("--json", action="store_true", help="for programs")


def _add_code(commands: argparse._SubParsersAction) -> None:
    parser = _add(commands, "code", _code, "code passages from a CSV or JSON Lines file")
    parser.add_argument("input", type=Path, metavar="IN", help="a CSV or JSON Lines file with id and text")
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", required=True, help="the CSV to write")
    parser.add_argument("--json", action="store_true", help="for programs")


def _add_check(commands: argparse._SubParsersAction) -> None:
    parser = _add(
        commands, "check", _check, "write a workbook to check the coding of a run, or read one back"
    )
    parser.add_argument("target", nargs="?", default="latest", metavar="RUN", help=RUN_NAMED)
    parser.add_argument("--import", dest="file", type=Path, metavar="FILE", help="read a workbook back")
    parser.add_argument("--by", default="", metavar="NAME", help="who decides, if the workbook does not say")
    parser.add_argument(
        "--people", type=Path, metavar="DIR", help="else where the run keeps what people type"
    )
    parser.add_argument("--open", action="store_true", help="show the machine's codes in the workbook")
    parser.add_argument("--report", action="store_true", help="then make the board report of the run anew")


def _add_evaluate(commands: argparse._SubParsersAction) -> None:
    parser = _add(commands, "evaluate", _evaluate, "score coded passages against a gold file")
    parser.add_argument("coded", type=Path, metavar="CODED", help="a CSV that `code` wrote")
    parser.add_argument("gold", type=Path, metavar="GOLD", help="sentences coded by hand, as JSON Lines")
    parser.add_argument("--json", action="store_true", help="for programs")


def _add_parts(commands: argparse._SubParsersAction) -> None:
    parser = _add(
        commands, "parts", _score_parts, "score each part of the coder, and baselines, on a gold file"
    )
    parser.add_argument("gold", type=Path, metavar="GOLD", help="sentences coded by hand, as JSON Lines")
    parser.add_argument("--json", action="store_true", help="for programs")


def _add_codebook(commands: argparse._SubParsersAction) -> None:
    parser = _add(commands, "codebook", _check_codebook, "try a sentence on the codebook, or check its files")
    parser.set_defaults(function=None)
    actions = parser.add_subparsers(metavar="ACTION", parser_class=_Parser, required=True)
    trying = _add(actions, "try", _try_sentence, "show what would be coded in a sentence, and why")
    trying.add_argument("sentence", nargs="+", metavar="SENTENCE", help="one or more, read as a paragraph")
    trying.add_argument("--section", default="", metavar="NAME", help="the section they stand in: findings")
    add_diff(actions, _add)
    _add(actions, "check", _check_codebook, "try every must_match and must_not_match; name conflicts")


def _add_verify(commands: argparse._SubParsersAction) -> None:
    parser = _add(commands, "verify", _verify, "say whether the files of a run are as they were made")
    parser.add_argument("folder", type=Path, metavar="RUN", help="a run folder, or a published one")


def _run(options: argparse.Namespace) -> int:
    from learning_themes.cli_cache import choose_backend
    from learning_themes.parameters import read_parameters
    from learning_themes.suite import project_root, run_suite, themes_folder
    from learning_themes.themes.codebook import load_codebook

    choose_backend(options)
    codebook = load_codebook(themes_folder())
    corpus = options.corpus.absolute() if options.corpus else None
    asked = options.parameters
    if asked is None and corpus is None:  # the example, with its neighbours told apart
        asked = project_root() / "parameters.yaml"
    parameters = read_parameters(asked, theme_ids=list(codebook.themes), root=project_root(), corpus=corpus)
    run = run_suite(parameters, out=options.out)
    public = parameters.audience == "public"
    folder = run.folder / "public" if public else run.folder
    say(f"Board report: {folder / 'board-report.html'}")
    say(f"              {folder / 'board-report.pdf'}")
    if public:
        say(f"Only {folder} is for the public, and only once it is checked: check-disclosure {run.folder}")
    for name in run.kept:
        say(f"Changed by somebody in the run that stood here, and kept: {run.folder / name}")
    for problem in run.not_read:
        complain(f"not read: {problem}")
    return SOME_NOT_READ if run.not_read else DONE


def _read(options: argparse.Namespace) -> int:
    from learning_themes.corpus.register import read_corpus
    from learning_themes.tables import write_table

    corpus = read_corpus(options.folder, people=options.folder / "_people", progress=_show_progress)
    if options.out:
        write_table("register", corpus.register, options.out)
        write_table("passages", corpus.passages, options.out)
        write_table("quality", corpus.quality, options.out)
    if options.json:
        say(_as_json({"register": _rows(corpus.register), "left_alone": list(corpus.left_alone)}))
    else:
        say(_register_text(corpus))
    return SOME_NOT_READ if (corpus.register["read_status"] == "not-read").any() else DONE


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
    lines.append(f"{read} of {len(corpus.register)} files read.")
    if corpus.left_alone:
        lines.append(f"Left alone, as no kind of report: {', '.join(corpus.left_alone)}")
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
        _as_json(summary)
        if options.json
        else f"{pairs:,} coded pairs in {len(units):,} passages: {options.out}"
    )
    return DONE


def _check(options: argparse.Namespace) -> int:
    from learning_themes.checking_command import read_check, write_check

    given = {"people": options.people, "by": options.by}
    if options.file is None:
        say(write_check(options.target, blind=not options.open, report=options.report, **given))
        return DONE
    told, aside = read_check(options.target, options.file, report=options.report, **given)
    say(told)
    return SOME_NOT_READ if aside else DONE


def _evaluate(options: argparse.Namespace) -> int:
    from learning_themes.themes.evaluation import evaluate, read_coded, read_gold
    from learning_themes.themes.scores import describe_scores

    scores = evaluate(read_coded(options.coded), read_gold(options.gold))
    say(_as_json(scores) if options.json else describe_scores(scores))
    return DONE


def _score_parts(options: argparse.Namespace) -> int:
    from learning_themes.suite import themes_folder
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.parts import score_parts

    scores = score_parts(load_codebook(themes_folder()), options.gold)
    if options.json:
        say(_as_json(scores.to_dict("records")))
    else:
        say(scores.to_string(index=False, float_format="{:.3f}".format, na_rep="-"))
    return DONE


def _try_sentence(options: argparse.Namespace) -> int:
    from learning_themes.suite import themes_folder
    from learning_themes.tables import SECTIONS
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.explaining import describe_explanations, explain_sentences

    if options.section and options.section not in SECTIONS:
        hint = nearest(options.section, SECTIONS)
        raise InputError(
            f"there is no section {options.section!r}; sections are {', '.join(SECTIONS)}.{hint}"
        )
    codebook = load_codebook(themes_folder())
    explained = explain_sentences(codebook, options.sentence, section=options.section)
    for sentence, found in zip(options.sentence, explained, strict=True):
        say(describe_explanations(codebook, sentence, found))
    return DONE


def _check_codebook(options: argparse.Namespace) -> int:
    from learning_themes.suite import themes_folder
    from learning_themes.themes.checking import check_codebook
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.cross_reading import load_cross_reading

    codebook = load_codebook(themes_folder())
    load_cross_reading(codebook.folder, codebook.themes)
    remarks = check_codebook(codebook)
    for remark in remarks:
        say(f"{'wrong' if remark.wrong else 'note '}  {codebook.folder / remark.file}: {remark.text}")
    wrong = sum(remark.wrong for remark in remarks)
    say(f"{len(codebook.themes)} themes: {wrong} wrong, {len(remarks) - wrong} to look at.")
    return FAILED if wrong else DONE


def _verify(options: argparse.Namespace) -> int:
    from learning_themes.manifest import verify_folder

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


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def _show_progress(done: int, total: int, file: str, _share: float) -> None:
    if done and sys.stderr.isatty():
        end = "\n" if done == total else ""
        sys.stderr.write(f"\rreading {done} of {total} {file[-50:]:<50}{end}")
        sys.stderr.flush()
