"""No regular expression of the package takes for ever on a text that is made to hold it up."""

import subprocess
import sys

import pytest

TRY_ALL = """
import importlib, pkgutil, re, resource, time
import learning_themes

resource.setrlimit(resource.RLIMIT_CPU, (240, 240))  # a pattern that never ends ends the test
LENGTH, MOST = 2000, 3.0  # of letters; of seconds, a hundred times what the slowest takes
PARTS = ["a", " ", "a ", "A ", "A. ", "1.", "1 ", "(", "a, ", "the ", "a's ", "Aa ", "- ", ". ", "a-", "\\n",
         "a\\n", "Mr A ", "1/1/", "\u201c", "12 May ", "Child A ", "and ", "a and "]

def gather(where, value, found):
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        found.setdefault((value.pattern, value.flags), (where, value))
    elif isinstance(value, dict):
        gather(where, [*value.keys(), *value.values()], found)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            gather(where, one, found)

found = {}
for module in pkgutil.walk_packages(learning_themes.__path__, "learning_themes."):
    if not module.name.endswith("__main__"):
        for name, value in vars(importlib.import_module(module.name)).items():
            gather(f"{module.name}.{name}", value, found)
for where, pattern in found.values():
    plain = re.sub(r"\\\\[a-zA-Z]|\\(\\?[:=!<P][^)]*|[^a-zA-Z0-9 ]", " ", pattern.pattern)
    own = [word for word in plain.split() if len(word) > 1][:25]
    for part in (*PARTS, *(f"{word} " for word in own), " ".join(own) + " "):
        text = (part * LENGTH)[:LENGTH]
        for given in (text, text + "!"):
            begun = time.process_time()
            for match in pattern.finditer(given):
                pass
            pattern.fullmatch(given)
            seconds = time.process_time() - begun
            if seconds > MOST:
                raise SystemExit(f"{where} takes {seconds:.1f} s on {part!r} over and over")
print(len(found))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a process's time is of Unix")
def test_every_pattern_of_the_package_ends_soon():
    done = subprocess.run([sys.executable, "-c", TRY_ALL], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) > 150
