"""The commands on the codebook: `codebook try`, `codebook check` and `codebook diff`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from learning_themes.commands.console import DONE, FAILED, Add, say
from learning_themes.commands.growing import add_diff
from learning_themes.errors import InputError, nearest
from learning_themes.spoken import spell_command

if TYPE_CHECKING:
    from learning_themes.themes.codebook import Codebook


def add_codebook(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add `codebook` to the commands."""
    parser = add(commands, "codebook", _check, "try a sentence on the codebook, or check its files")
    parser.set_defaults(function=None)
    actions = parser.add_subparsers(metavar="ACTION", parser_class=type(parser), required=True)
    trying = add(actions, "try", _try_sentence, "show what would be coded in a sentence, and why")
    trying.add_argument("sentence", nargs="+", metavar="SENTENCE", help="one or more, read as a paragraph")
    trying.add_argument("--section", default="", metavar="NAME", help="the section they stand in: findings")
    add_diff(actions, add)
    checking = add(actions, "check", _check, "try every must_match and must_not_match; name conflicts")
    checking.add_argument("--notes", action="store_true", help="show what may be worth a look, too")
    for one in (trying, checking):
        one.add_argument(
            "--local",
            type=Path,
            metavar="PATH",
            help="your own themes: their folder, or a parameters file; else as parameters.yaml says, or the"
            " latest run",
        )


def _try_sentence(options: argparse.Namespace) -> int:
    from learning_themes.tables import SECTIONS
    from learning_themes.themes.explaining import describe_explanations, explain_sentences

    if options.section and options.section not in SECTIONS:
        hint = nearest(options.section, SECTIONS)
        raise InputError(
            f"there is no section {options.section!r}; sections are {', '.join(SECTIONS)}.{hint}"
        )
    codebook, _ = _load(options.local)
    explained = explain_sentences(codebook, options.sentence, section=options.section)
    for sentence, found in zip(options.sentence, explained, strict=True):
        say(describe_explanations(codebook, sentence, found))
    return DONE


def _check(options: argparse.Namespace) -> int:
    from learning_themes.themes.checking import check_codebook
    from learning_themes.themes.cross_reading import load_cross_reading
    from learning_themes.themes.overlay import list_local

    codebook, local = _load(options.local)
    load_cross_reading(codebook.folder, codebook.themes)
    remarks = check_codebook(codebook, local)
    shown = [one for one in remarks if one.wrong or one.own or options.notes]
    for remark in shown:
        say(f"{'wrong' if remark.wrong else 'note '}  {remark.file}: {remark.text}")
    wrong, files = sum(remark.wrong for remark in remarks), len(list_local(local))
    own = f", {files} of them with files of your own in {local}" if files else ""
    say(f"{len(codebook.themes)} themes{own}: {wrong or 'nothing'} wrong.")
    if not files:
        say(_tell_none_looked_at(local, given=options.local is not None))
    if len(shown) < len(remarks):
        say(f"{len(remarks) - len(shown)} sentences of the shipped themes may be worth a look: --notes")
    return FAILED if wrong else DONE


def _tell_none_looked_at(local: Path, *, given: bool) -> str:
    """Return where no theme of one's own was found, and how to have those looked at that lie elsewhere."""
    looked = f"{local}" if given else f"{local}, where parameters.yaml says, nor beside the latest run"
    return (
        f"No theme of your own was looked at: there is no FAMILY/THEME.yaml in {looked}. If yours lie"
        f" elsewhere: {spell_command('codebook', 'check', '--local', 'my-parameters.yaml')}"
    )


def _load(given: Path | None) -> "tuple[Codebook, Path]":
    """Return the codebook with one's own themes laid over it, and the folder of these."""
    from learning_themes.suite import themes_folder
    from learning_themes.themes.codebook import load_codebook
    from learning_themes.themes.overlay import lay_over

    codebook = load_codebook(themes_folder())
    local = _find_local(given, list(codebook.themes))
    return lay_over(codebook, local), local


def _find_local(given: Path | None, theme_ids: list[str]) -> Path:
    """Return the folder of one's own themes: as it is given, or as a parameters file says.

    With nothing given and none where parameters.yaml says, it is that of the latest run.
    """
    from learning_themes.parameters import read_parameters
    from learning_themes.suite import project_root
    from learning_themes.themes.overlay import list_local

    if given is not None and given.is_dir():
        return given
    path = project_root() / "parameters.yaml" if given is None else given
    if not path.is_file():
        raise InputError(f"--local {path}: is neither a folder of themes nor a parameters file")
    local = read_parameters(path, theme_ids=theme_ids, root=project_root()).local_themes_folder
    if given is not None or list_local(local):
        return local
    latest = _find_latest()
    return latest if list_local(latest) else local


def _find_latest() -> Path | None:
    """Return the folder of one's own themes that the latest run was asked to use; None without a run."""
    from learning_themes.runs import open_run

    try:
        return open_run().parameters.local_themes_folder
    except InputError:
        return None
