#!/usr/bin/env python3
"""Make the environment in .venv when it is needed, then run a command in it: start.py --help.

Standard library only. The syntax is what Python 2.7 can parse, so without f-strings, annotations
and keyword-only arguments: someone with too old a Python must get a sentence, not a SyntaxError.
"""

import sys


def refusal_of(version):
    """Return the sentence for a Python that is too old, nothing for one that will do."""
    if tuple(version[:2]) >= (3, 11):
        return None
    found = ".".join(str(part) for part in version[:3])
    return "start.py needs Python 3.11 or newer, this is " + found + "; get it from python.org."


if refusal_of(sys.version_info):
    sys.exit(refusal_of(sys.version_info))

import ast
import contextlib
import difflib
import errno
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

WINDOWS = os.name == "nt"
ROOT = Path(__file__).resolve().parent
LOCKED = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "ready"
LOG = VENV / "install.log"

HELP = """Learning Themes: the practice themes in safeguarding reviews.

  python3 start.py COMMAND [ARGUMENTS]     (on Windows: py start.py COMMAND)

  report     run the whole job on corpus/example and say where the board report is
  lab        open JupyterLab in notebooks/
  run        the whole job on your own reports: run --corpus FOLDER
  read       read a folder of reports; say what was read and what not
  code       code the passages of a CSV or JSON Lines file
  check      write a workbook to check a run's coding, or read one back
  evaluate   score coded passages against a gold file
  parts      score each part of the coder on a gold file
  codebook   try a sentence on the codebook, check its files, or compare two versions
  actions    update the tracker of actions; say what is overdue
  training   write training packs from a finished run
  discover   list what a run proposes as new themes, or decide on one
  exchange   trade codebook and coded corpus with other programs
  check-disclosure  list what may point to a person in a public version
  publish    copy a public version, once a person has signed for it
  statement  draft the statement on one published review
  chapter    draft the chapter of the yearly report
  verify     say whether the files of a run are as they were made
  cache      show what is kept of reports read and coded, or throw it away
  test       run the tests
  setup      make the environment only; setup --fresh makes it anew

The first start makes the environment in .venv, which takes a minute and 1.5 gigabytes.
Nothing is installed elsewhere. To see what a command takes: start.py run --help
"""
SOME_NOT_READ = 3  # the exit code of learning-themes when all is done but some reports could not be read
COMMANDS = ["report", "lab", "run", "read", "code", "check", "evaluate", "parts", "codebook", "actions"]
COMMANDS += ["training", "discover", "exchange", "check-disclosure", "publish", "statement", "chapter"]
COMMANDS += ["verify", "cache", "test", "setup"]

# pip's settings, and the variables in which uv takes the same.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}
# Nothing leaves the machine: no news, no look for updates, no list of extensions from an index.
LAB = [
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    # Defaults of our own, which leave the user's settings alone: JupyterLab does not ask to fetch its news.
    "--LabApp.app_settings_dir=" + str(ROOT / "notebooks" / ".lab"),
]

NOTES = {
    "missing": "Making the environment in .venv; this takes a minute or so, once.",
    "broken": "The environment in .venv is not whole: making it anew.",
    "outdated": "The requirements have changed: bringing the environment up to date.",
}
DISK_FULL = "The disk is full: free about 2 GB, then start again."
# What installers write when they fail, and what it means; the first that is found counts.
CAUSES = [
    ("no space left|not enough space|disk quota exceeded|os error (28|112)", DISK_FULL),
    (
        "os error 206|filename or extension is too long",
        "The folder's path is too long for Windows: move the project to a short one (C:\\themes).",
    ),
    (
        "hash(es)? mismatch|do not match the hashes",
        "A package in the index is not the one in requirements.lock, so it was not installed: "
        "ask who runs the index (.venv/install.log names the package).",
    ),
    (
        "no wheels|no usable wheels|has no .*wheel|building source distributions is disabled",
        "A package has no build for this computer or Python: use 64-bit Python 3.11, 3.12 or 3.13.",
    ),
    (
        "error sending request|failed to (fetch|download)|dns error|connection|timed out|"
        "could not fetch|no matching distribution",
        "No package index could be reached: check the connection (behind a proxy set HTTPS_PROXY, "
        "for an index of your own PIP_INDEX_URL), then start again; .venv/install.log says more.",
    ),
    (
        "permission denied|read-only file system|access is denied",
        "A file could not be written (.venv/install.log names it): close the programs that use "
        "it or give yourself the right to write there, then start again.",
    ),
]


class Stop(Exception):
    """A plain sentence that ends the start, with the exit code."""

    def __init__(self, sentence, code=1):
        """Keep the sentence and the code."""
        super().__init__(sentence)
        self.code = code


def say(sentence):
    """Write to stderr: stdout belongs to the command that is run."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def right_stamp():
    """Return what a right stamp says: the Python and place it was made with, and from what."""
    maker = "{} {} {}".format(sys.implementation.cache_tag, sys.platform, ascii(str(ROOT)))
    made_from = hashlib.sha256(LOCKED.read_bytes() + PROJECT.read_bytes()).hexdigest()
    return [maker, made_from]


def environment_state():
    """Return ready, outdated (whole, but of other requirements), broken or missing."""
    if not os.path.lexists(str(VENV)):
        return "missing"
    try:
        stamp = STAMP.read_text(encoding="utf-8").splitlines()
        settings = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return "broken"
    home = re.search(r"^home *= *(.+)$", settings, re.MULTILINE)
    if not (home and Path(home.group(1).strip()).exists() and PYTHON.exists()):
        return "broken"  # the Python it was made with has been removed since
    right = right_stamp()
    if stamp == right:
        return "ready"
    return "outdated" if stamp[:1] == right[:1] else "broken"


def take_lock(file):
    """Return whether the lock is ours. The system frees it when its holder ends, killed or not."""
    try:
        if WINDOWS:
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        # A network drive may know no locks: going on without one is better than not at all.
        return problem.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


@contextlib.contextmanager
def only_one():
    """Yield the lock file once no other start is making the environment."""
    with open(str(ROOT / ".venv.lock"), "a") as file:
        if not take_lock(file):
            say("Another start is making the environment: waiting for it.")
            while not take_lock(file):
                time.sleep(0.2)
        yield file


def own_variables():
    """Return the variables for the command: UTF-8, and no packages but the environment's own."""
    foreign = ("PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX", "__PYVENV_LAUNCHER__")
    variables = {name: value for name, value in os.environ.items() if name not in foreign}
    path = str(SCRIPTS) + os.pathsep + variables.get("PATH", "")
    own = {"PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONUTF8": "1", "PYTHONNOUSERSITE": "1"}
    return dict(variables, **own)


def index_variables():
    """Return pip's settings of index and certificates in the words of uv, which reads none."""
    listed = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], stdout=subprocess.PIPE, env=own_variables()
    ).stdout.decode("utf-8", "replace")
    # Hashes decide what may be installed, so any index that holds the right file will do.
    variables = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    if sys.platform in ("win32", "darwin"):
        variables["UV_SYSTEM_CERTS"] = "1"  # where an office keeps the certificates of its own
    for scope in ("global", "install", ":env:"):  # the later goes before the earlier, as in pip
        for name, variable in UV_NAMES.items():
            value = re.search(r"^{}\.{}=(.+)$".format(scope, name), listed, re.MULTILINE)
            if value and variable not in os.environ:
                between = "," if name == "find-links" else " "
                variables[variable] = between.join(ast.literal_eval(value.group(1)).split())
    return variables


def explain(output):
    """Return the sentence for what an installer wrote, or its end when nothing in it is known."""
    for pattern, sentence in CAUSES:
        if re.search(pattern, output, re.IGNORECASE):
            return sentence
    last = "\n".join(output.strip().splitlines()[-8:])
    return "Making the environment failed; {} ends:\n{}".format(LOG, last)


def run_step(arguments, lock, variables=()):
    """Run one step of the installation with its output in the log, or stop with the reason.

    The step inherits the lock, so that one whose parent was killed still keeps the next start out.
    """
    command = [str(argument) for argument in arguments]
    options = {"cwd": str(ROOT), "env": dict(own_variables(), **dict(variables))}
    options.update(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if not WINDOWS:
        options["pass_fds"] = (lock.fileno(),)
    done = subprocess.run(command, **options)
    output = done.stdout.decode("utf-8", "replace")
    with contextlib.suppress(OSError), open(str(LOG), "a", encoding="utf-8") as log:
        log.write(" ".join(command) + "\n" + output + "\n")
    if done.returncode != 0:
        raise Stop(explain(output))


def remove_environment():
    """Remove .venv, trying again for a while: Windows and virus scanners let go of files late."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    for pause in (0.2, 0.5, 1, 2, 0):
        shutil.rmtree(str(VENV), ignore_errors=True)
        if not VENV.exists():
            return
        time.sleep(pause)
    raise Stop(".venv cannot be removed: close the programs that use it, then start again.")


def make_venv(lock):
    """Make an empty environment in .venv, in place of what is there."""
    if Path(sys.prefix).resolve() == VENV.resolve() and WINDOWS:
        raise Stop("The environment must be made anew: type deactivate, then start again.")
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Stop(
                "This Python has no module {}: on Debian or Ubuntu install it with "
                "'sudo apt install python3-venv', then start again.".format(module)
            )
    say("  1 of 3: an empty environment")
    remove_environment()
    VENV.mkdir()
    # The base Python, as the one that runs this may be that of the environment just removed.
    base = getattr(sys, "_base_executable", sys.executable)
    run_step([base, "-m", "venv", "--without-pip", VENV], lock)
    run_step([PYTHON, "-m", "ensurepip", "--default-pip"], lock)  # alone, to see why it fails


def locked_entry(name):
    """Return the lines of one package in the lock: its version and hashes."""
    locked = LOCKED.read_text(encoding="utf-8")
    return re.search(r"^{}==.*?(?=^\S|\Z)".format(name), locked, re.M | re.S).group(0)


def install(lock):
    """Install uv with pip, the locked packages with uv, and then the package itself, editable."""
    say("  2 of 3: the packages in requirements.lock, about 450 MB to download the first time")
    (VENV / "uv.txt").write_text(locked_entry("uv"), encoding="utf-8")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--retries", "2", "--timeout", "15"]
    run_step(pip + ["--require-hashes", "--only-binary=:all:", "-r", VENV / "uv.txt"], lock)
    variables = index_variables()
    sync = [PYTHON, "-m", "uv", "pip", "sync", "--python", PYTHON, "--require-hashes", "--no-build"]
    run_step(sync + [LOCKED], lock, variables)
    say("  3 of 3: learning-themes itself")
    own = [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "--offline", "--no-deps"]
    run_step(own + ["--no-build-isolation", "--editable", ROOT], lock, variables)
    # Python before 3.13 reads this file in the locale's encoding, and would misread a whole path
    # that has an accent, as in a user's name. A relative path is ASCII.
    for link in VENV.rglob("*learning_themes.pth"):
        link.unlink()  # rather than write through a hard link into uv's cache
        link.write_text(os.path.relpath(str(ROOT / "src"), str(link.parent)) + "\n")


def make_environment(state, lock):
    """Make the environment, anew or from what is there; the stamp, written last, vouches for it."""
    began, right = time.monotonic(), right_stamp()
    say(NOTES[state])
    if state == "outdated":
        STAMP.unlink()
    else:
        make_venv(lock)
    install(lock)
    STAMP.write_text("\n".join(right) + "\n", encoding="utf-8")
    say("The environment is ready ({:.0f} s).".format(time.monotonic() - began))


def ensure_environment(fresh=False):
    """Make, repair or update the environment; do nothing when it is right."""
    if environment_state() == "ready" and not fresh:
        return
    with only_one() as lock:
        state = "missing" if fresh else environment_state()
        if state != "ready":
            make_environment(state, lock)


def command_line(word, rest):
    """Return the command for a word and its arguments, and the folder to run it in."""
    if word == "test":
        return ["-m", "pytest", "-n", "auto", "--dist", "loadfile"] + rest, ROOT
    if word == "lab":
        return ["-m", "jupyterlab"] + LAB + rest, ROOT / "notebooks"
    if word == "report":
        example = [str(ROOT / "parameters.yaml"), "--corpus", str(ROOT / "corpus" / "example")]
        word, rest = "run", example + rest
    return ["-m", "learning_themes", word] + rest, Path.cwd()


def run_command(arguments, folder):
    """Run a command in the environment, return its exit code; Ctrl-C is the command's to answer."""
    command = subprocess.Popen([str(PYTHON)] + arguments, cwd=str(folder), env=own_variables())
    stopped = 0
    while True:
        try:
            code = command.wait()
            break
        except KeyboardInterrupt:
            stopped += 1
            if stopped > 2:
                command.kill()
    if stopped and code != 0:
        raise KeyboardInterrupt
    return code if code >= 0 else 128 - code


def start(arguments):
    """Do what the arguments say and return the exit code."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(HELP)
        return 0
    word, rest = arguments[0], arguments[1:]
    if word not in COMMANDS:
        near = difflib.get_close_matches(word, COMMANDS, n=1, cutoff=0.5)
        meant = "did you mean {}? ".format(near[0]) if near else ""
        raise Stop(
            "There is no command {}: {}The commands are {}.".format(ascii(word), meant, ", ".join(COMMANDS)),
            code=2,
        )
    if word == "setup" and rest not in ([], ["--fresh"]):
        raise Stop("setup takes nothing, or --fresh to make the environment anew.", code=2)
    ensure_environment(fresh=word == "setup" and bool(rest))
    if word == "setup":
        say("To go on: python3 start.py report")
        return 0
    code = run_command(*command_line(word, rest))
    if word == "report" and code == SOME_NOT_READ:
        say("A damaged file of the example cannot be read, on purpose, nor its scan without tesseract: the")
        say("report says how it tells of that.")
        return 0
    return code


def explain_system(problem):
    """Return the sentence for an error of the system, such as a full disk or a read-only folder."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(problem, "winerror", 0) == 112:
        return DISK_FULL
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            "The folder {} cannot be written to: copy the project to a folder of your own, "
            "then start again there.".format(Path(problem.filename or LOCKED).parent)
        )
    if problem.errno == errno.ENOENT and str(problem.filename) in (str(LOCKED), str(PROJECT)):
        return "{} is missing: start.py needs the whole project around it.".format(problem.filename)
    return "{}: {}.".format(problem.filename or ROOT, problem.strerror)


def main(arguments):
    """Return the exit code, with any reason to stop told in a sentence."""
    try:
        return start(arguments)
    except Stop as stop:
        say(str(stop))
        return stop.code
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    except OSError as problem:
        say(explain_system(problem))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
