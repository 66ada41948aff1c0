"""What all commands share: how they speak, how they end, and how a finished run is named."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from learning_themes.spoken import spell_command

if TYPE_CHECKING:
    from learning_themes.runs import FinishedRun

Add = Callable[..., argparse.ArgumentParser]  # makes a command: of which, its name, its function, its help

DONE, FAILED, WRONG, SOME_NOT_READ = 0, 1, 2, 3
STOPPED = 130

RUN_NAMED = "the folder of a finished run, a parameters file (its latest run), or: latest"


def say(text: str) -> None:
    """Write a line for the person who gave the command."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say_left_out(themes: Sequence[str]) -> None:
    """Say which themes of the codebook a run does not know, since they came after it."""
    if themes:
        named = ", ".join(themes)
        say(f"Left out, as this run was coded before the codebook had it: {named}; make a new run")


def say_behind(run: "FinishedRun") -> None:
    """Say where a run's figures were counted before decisions that its evidence holds, and what to do."""
    from learning_themes.reports.wording import count_words
    from learning_themes.tables import read_table
    from learning_themes.trends.presence import count_moved

    names = ("register", "passages", "evidence", "presence")
    moved = count_moved(*(read_table(name, run.tables) for name in names))
    if moved:
        again = spell_command("check", run.folder, "--report")
        say(
            "Take care: decisions were taken in since this run's figures were counted. In"
            f" {count_words(moved, 'case')} (a theme in a review) the figures are those before them and the"
            f" passages those after. To make figures and report anew: {again}; then give this command again"
        )


def complain(text: str) -> None:
    """Write what went wrong, or what a person has to see."""
    sys.stderr.write(f"learning-themes: {text}\n")


def show_doing(doing: str) -> None:
    """Show on a terminal what is being done now, in place of what was shown before."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{doing[:76]:<76}" + ("" if doing else "\r"))
        sys.stderr.flush()


def as_json(data: object) -> str:
    """Return what `--json` prints."""
    return json.dumps(data, ensure_ascii=False, indent=1)
