"""The command `learning-themes`: its words, how a wrong one is answered, and how it ends.

What each command does stands in `commands`. Heavy imports stand in functions there, so that help is quick.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from learning_themes import __version__
from learning_themes.commands.caching import add_cache
from learning_themes.commands.codebook import add_codebook
from learning_themes.commands.coding import add_coding
from learning_themes.commands.console import DONE, FAILED, STOPPED, WRONG, complain
from learning_themes.commands.following import add_actions, add_training
from learning_themes.commands.growing import add_discover, add_exchange
from learning_themes.commands.publishing import add_publishing
from learning_themes.commands.running import add_running, add_verify
from learning_themes.errors import InputError, LearningThemesError, ParametersError, nearest


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
    except BrokenPipeError:  # whoever read along, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
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
    if addresses := [one for one in vars(options).values() if isinstance(one, Path) and _is_address(one)]:
        told = "is an address; nothing is fetched: save it on this computer, and give its path"
        options.parser.error(f"'{addresses[0]}' {told}")
    return options


def _is_address(path: Path) -> bool:
    """Whether a path was typed as an address, of which a path keeps one stroke of two; "C:/" is none."""
    return bool(re.match(r"[a-z][a-z0-9+.-]+:[/\\]", str(path), re.IGNORECASE))


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
        add_running, add_coding, add_codebook, add_actions, add_training, add_publishing, add_discover,
        add_exchange, add_verify, add_cache,
    ):  # fmt: skip
        add(commands, _add)
    return parser


def _add(commands: argparse._SubParsersAction, name: str, function: Callable, text: str) -> _Parser:
    parser = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(function=function, parser=parser)
    return parser
