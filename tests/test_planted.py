"""A run for the public on a corpus full of planted words: none gets out, and no network is asked."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from learning_themes.cli import main
from tests.conftest import ROOT
from tests.planted_world import PLANTED, PUBLISHED, find_planted, make_corpus, plant, write_parameters

GUARD = ROOT / "tests" / "guard"
ALONE = ("unshare", "--map-root-user", "--net", "--")
LOOPBACK = 'ip link set lo up && exec "$@"'


class Planted(NamedTuple):
    """The folder of the run, that of its temporary files, all that it said, and what its guards wrote."""

    folder: Path
    temporary: Path
    told: str
    guards: list[str]


def knows_namespaces() -> bool:
    """Whether a process can be cut off from every network here."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        return False
    done = subprocess.run([*ALONE, "sh", "-c", LOOPBACK, "sh", "true"], capture_output=True, check=False)
    return done.returncode == 0


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the surroundings of a guarded process."""
    path = os.pathsep.join([str(GUARD), str(ROOT / "src")])
    return os.environ | {"PYTHONPATH": path, "GUARD_RECORD": str(folder / "guard.txt")} | more


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Planted:
    """Return a run for the public, made in a process of its own that is cut off from the network."""
    folder = tmp_path_factory.mktemp("planted")
    temporary = folder / "temporary"
    temporary.mkdir()
    parameters = write_parameters(folder / "parameters.yaml", make_corpus(folder))
    command = [sys.executable, "-m", "learning_themes", "run", str(parameters), "--out", str(folder / "run")]
    alone = [*ALONE, "sh", "-c", LOOPBACK, "sh"] if knows_namespaces() else []
    user = plant("the name of the user")
    around = environment(folder, TMPDIR=str(temporary), USER=user, LOGNAME=user, USERNAME=user)
    done = subprocess.run([*alone, *command], env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    guards = (folder / "guard.txt").read_text(encoding="utf-8").splitlines()
    return Planted(folder / "run", temporary, done.stdout + done.stderr, guards)


def files_in(folder: Path) -> list[Path]:
    """Return every file below a folder, hidden ones too."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_no_planted_word_is_in_any_file_of_the_public_version(planted):
    files = files_in(planted.folder / "public")
    assert {path.suffix for path in files} >= set(".html .pdf .docx .xlsx .svg .png .csv .md".split())
    found = {path.name: words for path in files if (words := find_planted(path, PLANTED))}
    assert len(PLANTED) >= 100 and not found


def test_what_the_run_says_and_leaves_in_temporary_files_holds_no_planted_word(planted, tmp_path):
    log = tmp_path / "log.txt"
    log.write_text(planted.told, encoding="utf-8")
    private = {word: where for word, where in PLANTED.items() if where != "the name of the folder"}
    assert not find_planted(log, private)
    assert not [path for path in files_in(planted.temporary) if find_planted(path, private)]


def test_every_planted_word_can_be_found_where_it_was_planted(planted):
    inputs = [path for path in files_in(planted.folder.parent) if not path.is_relative_to(planted.folder)]
    found = {one.partition(" (")[0] for path in inputs for one in find_planted(path, PLANTED)}
    around = {word for word, where in PLANTED.items() if where.startswith("the name of")}
    assert set(PLANTED) - found <= around


def test_hidden_words_comments_and_deletions_are_in_no_file_of_the_run_at_all(planted):
    kinds = "white words|hidden|not displayed|comment|deletion|deleted|script|attachment".split("|")
    unseen = {word: where for word, where in PLANTED.items() if any(kind in where for kind in kinds)}
    assert len(unseen) >= 20
    assert not [found for path in files_in(planted.folder) if (found := find_planted(path, unseen))]


def test_names_in_published_reports_are_listed_by_the_check_wherever_they_are_seen(planted):
    assert main(["check-disclosure", str(planted.folder)]) == 0
    listed = find_planted(planted.folder / "disclosure" / "findings.csv", PUBLISHED)
    shown = {one for path in files_in(planted.folder / "public") for one in find_planted(path, PUBLISHED)}
    assert shown <= set(listed)


def test_no_process_of_a_run_reaches_for_the_network(planted):
    guarded = [line for line in planted.guards if line.startswith("guarded")]
    assert len(guarded) >= 4, "the run, its kernel, and the workers that read and code were guarded"
    assert not [line for line in planted.guards if line.startswith("reached")]


@pytest.mark.parametrize(
    "act",
    [
        "connect(('192.0.2.1', 80))",
        "connect(('::ffff:192.0.2.1', 80))",
        "sendto(b'x', ('192.0.2.1', 53))",
    ],
)
def test_the_guard_stops_whoever_reaches_out(tmp_path, act):
    kind = "AF_INET6" if "::" in act else "AF_INET"
    source = f"import socket; socket.socket(socket.{kind}, socket.SOCK_DGRAM).{act}"
    around = environment(tmp_path)
    command = [sys.executable, "-c", source]
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "no network" in done.stderr
    assert "reached" in (tmp_path / "guard.txt").read_text(encoding="utf-8")
