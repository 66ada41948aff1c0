"""start.py says what it does, fails in a plain sentence, and leaves nothing half-made."""

import ast
import errno
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

START = Path(__file__).parents[1] / "start.py"

ECHO = """
import json, os, sys
told = {"arguments": sys.argv[1:], "folder": os.getcwd(), "utf8": sys.flags.utf8_mode}
json.dump(told, sys.stdout)
sys.exit(7)
"""


@pytest.fixture
def root(tmp_path):
    """Return a copy of the project with nothing in it but what start.py reads."""
    for name in ("start.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(START.with_name(name), tmp_path)
    (tmp_path / "notebooks").mkdir()
    return tmp_path


@pytest.fixture
def start(root):
    """Return the copy's start.py as a module."""
    spec = importlib.util.spec_from_file_location("start", root / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ready(start):
    """Return start.py with an environment that is right, and holds only a package that echoes."""
    venv.create(start.VENV, symlinks=os.name != "nt")
    folder = next(start.VENV.rglob("site-packages"))
    for package in ("learning_themes", "pytest", "jupyterlab"):
        (folder / package).mkdir()
        (folder / package / "__main__.py").write_text(ECHO, encoding="utf-8")
    write_stamp(start)
    return start


def write_stamp(start, lines=None):
    """Write the stamp that vouches for an environment."""
    start.STAMP.write_text("\n".join(lines or start.right_stamp()) + "\n", encoding="utf-8")


def run(root, *arguments, folder=None, **variables):
    """Run the copy's start.py as a person does."""
    return subprocess.run(
        [sys.executable, str(root / "start.py"), *arguments],
        cwd=folder or root,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def steps(start, monkeypatch):
    """Replace the installation by a fake that keeps what it was asked to run."""
    asked = []

    def run_step(arguments, lock, variables=()):
        command = [str(argument) for argument in arguments]
        asked.append(command)
        if "venv" in command:
            venv.create(start.VENV, symlinks=os.name != "nt")

    monkeypatch.setattr(start, "run_step", run_step)
    monkeypatch.setattr(start, "index_variables", dict)
    return asked


# Old Pythons


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 8, 10), (3, 10, 13)])
def test_an_old_python_is_refused_in_a_sentence(start, version):
    found = ".".join(map(str, version))
    expected = f"start.py needs Python 3.11 or newer, this is {found}; get it from python.org."
    assert start.refusal_of(version) == expected


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 2), (4, 0, 0)])
def test_a_newer_python_is_accepted(start, version):
    assert start.refusal_of(version) is None


def test_old_pythons_can_parse_the_file():
    source = START.read_text(encoding="ascii")
    tree = ast.parse(source, feature_version=(3, 4))
    for node in ast.walk(tree):
        assert not isinstance(node, (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal))
        if isinstance(node, ast.arguments):
            assert not node.kwonlyargs and not node.posonlyargs
        if isinstance(node, ast.Raise):
            assert node.cause is None
        if isinstance(node, ast.Call):
            assert not any(isinstance(argument, ast.Starred) for argument in node.args[:-1])
        if isinstance(node, (ast.List, ast.Tuple)):
            assert not any(isinstance(item, ast.Starred) for item in node.elts)


# Words


def test_a_wrong_word_names_the_nearest_and_all(root):
    done = run(root, "reprot")
    assert done.returncode == 2
    assert "did you mean report?" in done.stderr
    assert "run, read, code, check, evaluate" in done.stderr
    assert not (root / ".venv").exists()


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_help_names_every_command(start, root, arguments):
    done = run(root, *arguments)
    assert done.returncode == 0
    assert all(f"  {word} " in done.stdout for word in start.COMMANDS)


def test_setup_takes_no_other_word(root):
    assert run(root, "setup", "fast").returncode == 2


# An environment that is right


def test_arguments_folder_and_exit_code_pass_through(ready, root, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    done = run(root, "read", "--corpus", "mine", "-v", folder=elsewhere)
    told = json.loads(done.stdout)
    assert done.returncode == 7 and done.stderr == ""
    assert told["arguments"] == ["read", "--corpus", "mine", "-v"]
    assert Path(told["folder"]).samefile(elsewhere)
    assert told["utf8"] == 1


def test_foreign_packages_do_not_reach_the_command(ready, root, tmp_path_factory):
    foreign = tmp_path_factory.mktemp("foreign")
    (foreign / "json.py").write_text("raise SystemExit('foreign')", encoding="utf-8")
    assert run(root, "read", PYTHONPATH=str(foreign)).returncode == 7


@pytest.mark.parametrize(
    ("typed", "passed"),
    [
        (["report"], ["run", "PARAMETERS", "--corpus", "EXAMPLE"]),
        (
            ["report", "--as-of", "2026-01-01"],
            ["run", "PARAMETERS", "--corpus", "EXAMPLE", "--as-of", "2026-01-01"],
        ),
        (["run"], ["run"]),
        (["run", "--corpus", "mine"], ["run", "--corpus", "mine"]),
        (["run", "--corpus=mine"], ["run", "--corpus=mine"]),
        (["evaluate"], ["evaluate"]),
        (["codebook", "check"], ["codebook", "check"]),
    ],
)
def test_a_word_becomes_the_command_and_report_names_the_example(start, typed, passed):
    command, folder = start.command_line(typed[0], typed[1:])
    paths = {"EXAMPLE": start.ROOT / "corpus" / "example", "PARAMETERS": start.ROOT / "parameters.yaml"}
    assert command[2:] == [str(paths.get(word, word)) for word in passed]
    assert folder == Path.cwd()


@pytest.mark.parametrize(("word", "code"), [("report", 0), ("run", 3)])
def test_files_unread_on_purpose_do_not_fail_the_example(ready, monkeypatch, capsys, word, code):
    monkeypatch.setattr(ready, "run_command", lambda arguments, folder: ready.SOME_NOT_READ)
    assert ready.start([word]) == code
    assert ("on purpose" in capsys.readouterr().err) == (word == "report")


@pytest.mark.parametrize(("word", "folder"), [("test", "."), ("lab", "notebooks")])
def test_tests_and_lab_run_in_their_own_folder(ready, root, word, folder):
    done = run(root, word, "-k", "one", folder=root.parent)
    told = json.loads(done.stdout)
    assert Path(told["folder"]).samefile(root / folder)
    assert told["arguments"][-2:] == ["-k", "one"]
    assert done.returncode == 7


# An environment that is not


@pytest.mark.parametrize("damage", ["no stamp", "no python", "other python", "torn stamp", "a file"])
def test_what_is_not_whole_is_made_anew(ready, steps, capsys, damage):
    left = ready.VENV / "left-over"
    left.write_text("from before", encoding="utf-8")
    if damage in ("no stamp", "a file"):
        ready.STAMP.unlink()
    if damage == "no python":
        ready.PYTHON.unlink()
    if damage == "other python":
        write_stamp(ready, ["cpython-310", ready.right_stamp()[1]])
    if damage == "torn stamp":
        ready.STAMP.write_bytes(b"cpyth\xff")
    if damage == "a file":
        shutil.rmtree(ready.VENV)
        ready.VENV.write_text("not a folder", encoding="utf-8")
    ready.ensure_environment()
    assert ready.environment_state() == "ready"
    assert not left.exists() and len(steps) == 5
    assert "is not whole: making it anew" in capsys.readouterr().err


def test_other_requirements_are_brought_in_without_starting_anew(ready, steps, capsys):
    with ready.LOCKED.open("a") as lock:
        lock.write("# changed\n")
    ready.ensure_environment()
    assert ready.environment_state() == "ready"
    assert not any("venv" in command for command in steps)
    assert "requirements have changed" in capsys.readouterr().err


def test_the_stamp_is_gone_while_packages_change(ready, steps, monkeypatch):
    ready.PROJECT.write_text("", encoding="utf-8")
    monkeypatch.setattr(ready, "install", lambda lock: exec("raise KeyboardInterrupt"))
    with pytest.raises(KeyboardInterrupt):
        ready.ensure_environment()
    assert ready.environment_state() == "broken"


def test_a_right_environment_is_left_alone_unless_fresh_is_asked(ready, steps):
    ready.ensure_environment()
    assert steps == []
    ready.ensure_environment(fresh=True)
    assert len(steps) == 5


def test_a_moved_project_is_made_anew(ready, root):
    moved = root.with_name("moved")
    root.rename(moved)
    spec = importlib.util.spec_from_file_location("start", moved / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.environment_state() == "broken"


def test_packages_are_installed_by_hash_only(start, steps):
    start.ensure_environment()
    by_pip, by_uv, own = steps[2:]
    assert "--require-hashes" in by_pip and "--require-hashes" in by_uv
    assert "--offline" in own and "--no-deps" in own
    lines = (start.VENV / "uv.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("uv==")
    assert all(line.startswith("    --hash=sha256:") for line in lines[1:])


def test_the_package_is_found_whatever_letters_the_path_has(start, steps):
    (start.VENV / "lib").mkdir(parents=True)
    link = start.VENV / "lib" / "_editable_impl_learning_themes.pth"
    link.write_text(str(start.ROOT / "src"), encoding="utf-8")
    start.install(None)
    assert Path(link.read_text(encoding="ascii").strip()) == Path("..", "..", "src")


def test_a_second_start_waits_for_the_first(ready, steps):
    ready.STAMP.unlink()
    with ready.only_one():
        second = subprocess.Popen(
            [sys.executable, str(ready.ROOT / "start.py"), "read"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert "waiting" in second.stderr.readline()
        write_stamp(ready)
    second.communicate()
    assert second.returncode == 7


def test_a_lock_left_by_a_killed_start_blocks_nobody(ready, steps):
    (ready.ROOT / ".venv.lock").write_text("", encoding="utf-8")
    ready.STAMP.unlink()
    ready.ensure_environment()
    assert ready.environment_state() == "ready"


# What can go wrong


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("There is not enough space on the disk. (os error 112)", "The disk is full"),
        ("error: Failed to fetch: `x`\n  cause: dns error", "No package index could be reached"),
        ("ERROR: No matching distribution found for uv==0", "No package index could be reached"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "is not the one in requirements.lock"),
        ("error: Hash mismatch for `six==1.17.0`", "is not the one in requirements.lock"),
        ("because x==1 has no usable wheels", "has no build for this computer or Python"),
        ("The filename is too long. (os error 206)", "path is too long for Windows"),
        ("failed to remove file: Access is denied. (os error 5)", "could not be written"),
    ],
)
def test_a_known_cause_is_told_in_one_line(start, written, told):
    sentence = start.explain("Resolved 183 packages in 1s\n" + written)
    assert told in sentence
    assert "\n" not in sentence


def test_an_unknown_cause_shows_the_end_of_the_log(start):
    sentence = start.explain("\n".join(f"line {number}" for number in range(50)))
    assert "install.log" in sentence and "line 49" in sentence
    assert "line 30" not in sentence


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "cannot be written to: copy the project"),
        (errno.EROFS, "cannot be written to: copy the project"),
    ],
)
def test_the_disk_says_no(start, monkeypatch, capsys, code, told):
    def refuse(lock):
        raise OSError(code, os.strerror(code), str(start.VENV))

    monkeypatch.setattr(start, "make_venv", refuse)
    assert start.main(["setup"]) == 1
    assert told in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="Windows and root write anywhere")
def test_a_read_only_folder_is_named(root):
    root.chmod(0o500)
    done = run(root, "setup")
    root.chmod(0o700)
    assert done.returncode == 1
    assert f"The folder {root} cannot be written to" in done.stderr


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_says_what_to_install(start, monkeypatch, capsys, module):
    find = importlib.util.find_spec
    missing = lambda name: None if name == module else find(name)  # noqa: E731
    monkeypatch.setattr(start.importlib.util, "find_spec", missing)
    assert start.main(["setup"]) == 1
    assert "apt install python3-venv" in capsys.readouterr().err


def test_a_missing_lock_is_named(root):
    (root / "requirements.lock").unlink()
    done = run(root, "setup")
    assert done.returncode == 1
    assert done.stderr.endswith("requirements.lock is missing: start.py needs the whole project around it.\n")


def test_ctrl_c_ends_in_one_line(start, monkeypatch, capsys):
    monkeypatch.setattr(start, "make_venv", lambda lock: exec("raise KeyboardInterrupt"))
    assert start.main(["setup"]) == 130
    assert capsys.readouterr().err.endswith("Stopped.\n")


def test_no_index_is_told_in_a_sentence(root):
    dead = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}
    done = run(root, "setup", PIP_CONFIG_FILE=os.devnull, PIP_FIND_LINKS="", **dead)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("No package index could be reached")


def test_an_index_set_for_pip_is_used_by_uv_too(start, monkeypatch):
    listed = b"global.index-url='http://one/simple'\n:env:.index-url='http://two/simple'\n"
    listed += b"global.find-links='a b'\nglobal.cert='c.pem'\n"
    answer = subprocess.CompletedProcess([], 0, stdout=listed)
    monkeypatch.setattr(start.subprocess, "run", lambda *_, **__: answer)
    for variable in ("SSL_CERT_FILE", "UV_DEFAULT_INDEX", "UV_FIND_LINKS"):
        monkeypatch.delenv(variable, raising=False)
    variables = start.index_variables()
    assert variables["UV_DEFAULT_INDEX"] == "http://two/simple"
    assert variables["UV_FIND_LINKS"] == "a,b"
    assert variables["SSL_CERT_FILE"] == "c.pem"
