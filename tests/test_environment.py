"""pyproject.toml, requirements.lock and environment.yml name the same versions."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
LOCKED = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = YAML(typ="safe").load(ROOT / "environment.yml")["dependencies"]

DIRECT = [
    Requirement(line)
    for group in (PROJECT["dependencies"], PROJECT["optional-dependencies"]["dev"])
    for line in group
]
# conda-forge's own name for the part without a window toolkit
CONDA_NAMES = {"matplotlib-base": "matplotlib"}

each_direct = pytest.mark.parametrize("requirement", DIRECT, ids=lambda each: each.name)


def read_lock():
    """Return each locked package's version and hashes."""
    entry = re.compile(r"^([\w.-]+)==(\S+)[^\n]*\n((?:    --hash=\S+[ \\]*\n?)+)", re.MULTILINE)
    found = entry.findall(LOCKED)
    assert len(found) == len({name for name, _, _ in found}), "a package has two versions"
    return {name: (version, re.findall(r"sha256:[0-9a-f]{64}\b", rest)) for name, version, rest in found}


def read_conda():
    """Return the versions that environment.yml pins, those for pip among them."""
    plain = [line for line in CONDA if isinstance(line, str) and "==" in line]
    by_pip = [line for part in CONDA if isinstance(part, dict) for line in part["pip"] if "==" in line]
    pins = dict(line.split("==") for line in plain + by_pip)
    return {canonicalize_name(CONDA_NAMES.get(name, name)): pins[name] for name in pins}


@each_direct
def test_each_dependency_is_locked_with_hashes_within_its_bound(requirement):
    version, hashes = read_lock()[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version)
    assert hashes


@each_direct
def test_conda_gets_the_locked_version(requirement):
    name = canonicalize_name(requirement.name)
    assert read_conda()[name] == read_lock()[name][0]


def test_conda_gets_nothing_else():
    assert set(read_conda()) == {canonicalize_name(requirement.name) for requirement in DIRECT}
    unpinned = [line for line in CONDA if isinstance(line, str) and "==" not in line]
    assert unpinned == ["python >=3.11,<3.14", "pip"]
    assert CONDA[-1]["pip"][-1] == "-e ."


def test_every_line_of_the_lock_is_a_version_or_a_hash():
    lines = [line for line in LOCKED.splitlines() if not line.startswith("#")]
    strange = [line for line in lines if not re.match(r"[\w.-]+==|    --hash=sha256:", line)]
    assert strange == []


@pytest.mark.parametrize("name", ["requirements.lock", "environment.yml"])
def test_no_index_or_place_is_named(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(r"://|file:|--(extra-)?index-url \S*[:/]|--find-links| @ ", text) is None


@pytest.mark.parametrize("heavy", ["torch", "tensorflow", "transformers"])
def test_no_heavy_model_library_is_locked(heavy):
    assert heavy not in read_lock()


def test_the_lock_says_how_to_make_it_again():
    command = LOCKED.splitlines()[1]
    assert "uv pip compile" in command and "--generate-hashes" in command


def test_the_oldest_python_is_the_same_everywhere():
    assert PROJECT["requires-python"] == ">=3.11"
    assert "--python-version 3.11 " in LOCKED.splitlines()[1]
