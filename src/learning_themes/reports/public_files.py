"""The files of a public version: those that are published, and those that a computer left beside them."""

from pathlib import Path

from learning_themes.reports.audience import TABLES_FOLDER

# What a computer puts into folders by itself: it is no part of the public version and is not published.
LEFT_BY_COMPUTER = ("thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store")
LEFT_BY_STARTS = ("~$", "._", ".~lock.")  # of a file that is open in Office, or was copied from a Mac


def list_public_files(public: Path) -> list[str]:
    """Return the files of the public version that would be published, by their path in it."""
    return [name for name in _list_files(public) if not is_left_by_computer(name)]


def list_left_out(public: Path) -> list[str]:
    """Return the files in the public folder that the computer put there by itself, and that stay there."""
    return [name for name in _list_files(public) if is_left_by_computer(name)]


def is_left_by_computer(name: str) -> bool:
    """Return whether a file is one that Windows, macOS or Office leaves in folders, such as Thumbs.db."""
    last = name.rsplit("/", 1)[-1].casefold()
    return last in LEFT_BY_COMPUTER or last.startswith(LEFT_BY_STARTS)


def _list_files(public: Path) -> list[str]:
    paths = (path.relative_to(public) for path in sorted(public.rglob("*")) if path.is_file())
    return [path.as_posix() for path in paths if path.parts[0] != TABLES_FOLDER]
