"""The command `cache`, and the options that say which processes share the work."""

import argparse
import os
import sys

from learning_themes.commands.console import DONE, Add


def add_cache(commands: argparse._SubParsersAction, add: Add) -> None:
    """Add the command to the parser of `learning-themes`."""
    parser = add(commands, "cache", _cache, "show what is kept of reports read and coded, or throw it away")
    parser.add_argument("--clear", action="store_true", help="throw it all away; the next run takes longer")


def add_backend(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which processes share the work of a run."""
    parser.add_argument(
        "--backend", metavar="NAME", help="loky: this computer (the default); dask: a cluster"
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of the Dask cluster: tcp://HOST:8786")


def choose_backend(options: argparse.Namespace) -> None:
    """Pass the options on to the notebooks, which run in processes of their own."""
    from learning_themes.processes import BACKEND_VARIABLE, SCHEDULER_VARIABLE, chosen_backend

    for variable, value in ((BACKEND_VARIABLE, options.backend), (SCHEDULER_VARIABLE, options.scheduler)):
        if value:
            os.environ[variable] = value
    chosen_backend()


def _cache(options: argparse.Namespace) -> int:
    from learning_themes.cache import CACHE_VARIABLE, KINDS, find_cache

    cache = find_cache()
    kept = cache.measure()
    if options.clear:
        cache.clear()
    sizes = [f"{kept[kind].entries:>7,}  {kept[kind].size / 1e6:>9,.1f} MB  {KINDS[kind]}" for kind in KINDS]
    lines = [
        f"{cache.folder}, at most {cache.most / 1e6:,.0f} MB (the variable {CACHE_VARIABLE} names another)",
        *sizes,
        "All of it has been thrown away; the next run reads and codes everything again."
        if options.clear
        else "It holds words of the reports. Deleting it, or `cache --clear`, costs time alone.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return DONE
