"""The documentation: every link arrives, every command in it can be typed, every page is in the index."""

import re
import shlex

import pytest

from learning_themes.cli import main, make_parser
from learning_themes.parameters import Parameters
from tests.conftest import ROOT

PAGES = [
    path
    for pattern in (
        "*.md",
        "docs/*.md",
        "docs/sample/*.md",
        "themes/*.md",
        "themes/encoder/*.md",
        "corpus/*/*.md",
    )
    for path in sorted(ROOT.glob(pattern))
]
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
OF_START = {"report", "lab", "test", "setup"}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def list_commands(text: str) -> list[str]:
    """Return the command lines in blocks and in code, without comments and what a pipe does with them."""
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`((?:python3 start\.py|learning-themes) [^`\n]+)`", text)
    starts = ("python3 start.py ", "learning-themes ")
    found = [re.split(r"\s{2,}|#", line.strip())[0] for line in lines if line.strip().startswith(starts)]
    return [line for line in found if not re.search(r"[\[|…]|COMMAND|\.\.\.", line)]


@pytest.mark.parametrize("name", NAMES)
def test_every_link_arrives(name):
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(name)):
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (ROOT / name).parent / path if path else ROOT / name
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("name", [one for one in NAMES if list_commands(text_of(one))])
def test_every_command_can_be_typed(name):
    for line in list_commands(text_of(name)):
        words = shlex.split(line)
        words = words[2:] if words[0] == "python3" else words[1:]
        if words[0] in OF_START or words[0].startswith("-"):
            continue
        asked, unknown = make_parser().parse_known_args(words)
        assert not unknown and callable(asked.function), line


def test_what_start_py_passes_on_is_every_command():
    told = re.findall(r"COMMANDS \+?= (\[.+\])", text_of("start.py"))
    given = {word for line in told for word in re.findall(r'"([a-z-]+)"', line)}
    known = set(next(a for a in make_parser()._actions if a.choices).choices)
    assert given - OF_START == known


def test_the_index_names_every_page():
    index = text_of("docs/README.md")
    for page in sorted((ROOT / "docs").glob("*.md")):
        assert page.name == "README.md" or f"({page.name})" in index, page.name


def test_parameters_in_the_documentation_exist():
    for name in NAMES:
        for block in re.findall(r"```yaml\n(.*?)```", text_of(name), flags=re.DOTALL):
            keys = re.findall(r"^([a-z_]+):", block, flags=re.MULTILINE)
            if "corpus" in keys or "partnership" in keys:
                assert set(keys) <= set(Parameters.model_fields), name


def test_the_version_is_told_once(capsys):
    assert main(["--version"]) == 0
    version = capsys.readouterr().out.split()[-1]
    assert f"## {version}" in text_of("CHANGELOG.md")
    assert f"version: {version}" in text_of("CITATION.cff")
