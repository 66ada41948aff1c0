"""The house: imports run one way, rooms are small, and every module says what it is for."""

import ast

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "learning_themes"
ROOMS = ("ground", "corpus", "themes", "actions", "trends", "reports", "suite", "commands", "door")
ON_TOP = {  # modules that lie in the package itself and are no ground floor
    "suite": "suite", "one_kernel": "suite", "forgetting": "suite", "runs": "suite",
    "cli": "door", "__main__": "door", "reference": "door",
}  # fmt: skip
MOST_LINES = 400
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = [path.relative_to(PACKAGE).as_posix() for path in MODULES]


def room_of(module: str) -> str:
    """Return the room of a module's name below the package: `corpus.register` is in corpus."""
    first = module.split(".")[0]
    return first if first in ROOMS and (PACKAGE / first).is_dir() else ON_TOP.get(first, "ground")


def imported(name: str) -> set[str]:
    """Return the modules of the package that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("learning_themes."):
            found.add(node.module.removeprefix("learning_themes."))
        if isinstance(node, ast.Import):
            found |= {
                one.name.removeprefix("learning_themes.")
                for one in node.names
                if one.name.startswith("learning_themes.")
            }
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_module_knows_only_the_rooms_below_it(name):
    here = ROOMS.index(room_of(name.removesuffix(".py").replace("/", ".")))
    above = {one for one in imported(name) if ROOMS.index(room_of(one)) > here}
    assert not above


@pytest.mark.parametrize("name", NAMES)
def test_a_module_is_short_and_says_what_it_is_for(name):
    text = (PACKAGE / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert ast.get_docstring(ast.parse(text)) or name.endswith("__init__.py")


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_says_what_it_gives(name):
    tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]
    assert not bare


@pytest.mark.parametrize("name", NAMES)
def test_text_files_say_their_encoding_and_written_ones_their_line_ends(name):
    """What Windows would choose by itself is another encoding, and other line ends."""
    for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = {one.arg for one in node.keywords} | ({"encoding"} if node.args[:1] else set())
            assert node.func.attr != "read_text" or "encoding" in given, node.lineno
            assert node.func.attr != "write_text" or {"encoding", "newline"} <= given, node.lineno
