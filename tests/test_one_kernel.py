"""One kernel for all notebooks: each finds it as new, what it starts ends with it, its progress is told."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from learning_themes.errors import NotebookFailed
from learning_themes.one_kernel import OneKernel, open_kernel


@pytest.fixture
def kernel(tmp_path) -> Iterator[OneKernel]:
    with open_kernel(tmp_path) as opened:
        yield opened


def run(kernel: OneKernel, folder: Path, *cells: str, bar: dict | bool = False) -> list[str]:
    """Run a notebook of these cells and return what each shows; the first number of a cell comes first."""
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, folder / "source.ipynb")
    kernel.run(folder / "source.ipynb", folder / "executed.ipynb", {}, bar)
    executed = nbformat.read(folder / "executed.ipynb", as_version=4)
    texts = ["".join(out["data"]["text/plain"] for out in cell.outputs) for cell in executed.cells]
    return [str(executed.cells[0].execution_count), *texts]


def test_a_notebook_finds_the_kernel_as_if_it_were_new(kernel, tmp_path):
    import_figures = "import matplotlib.pyplot as plt; plt.ion(); plt.figure(); secret = 1"
    assert run(kernel, tmp_path, import_figures, "len(plt.get_fignums())")[0] == "1"
    look = "import matplotlib.pyplot as plt; 'secret' in globals(), plt.get_fignums()"
    assert run(kernel, tmp_path, look) == ["1", "(False, [])"]


def test_modules_stay_so_that_imports_are_paid_once(kernel, tmp_path):
    run(kernel, tmp_path, "import xml.dom.minidom")
    assert run(kernel, tmp_path, "import sys; 'xml.dom.minidom' in sys.modules") == ["1", "True"]


def test_a_kernel_that_cannot_forget_is_started_anew(kernel, tmp_path):
    spoil = "import learning_themes.forgetting as module; module.forget = None; secret = 1"
    run(kernel, tmp_path, spoil)
    assert run(kernel, tmp_path, "'secret' in globals()") == ["1", "False"]


@pytest.mark.skipif(sys.platform == "win32", reason="signal 0 asks nothing there")
def test_what_a_notebook_started_ends_with_the_kernel(tmp_path):
    start = "import subprocess, sys; "
    start += "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid"
    with open_kernel(tmp_path) as kernel:
        _, pid = run(kernel, tmp_path, start)
        os.kill(int(pid), 0)
    assert ends(int(pid))


def ends(pid: int) -> bool:
    """Return whether a process is gone, or dead and not yet fetched, within ten seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat")
            if state.is_file() and state.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_a_kernel_that_dies_is_told_in_words(kernel, tmp_path):
    with pytest.raises(NotebookFailed, match="source.ipynb: Python ended while it ran"):
        run(kernel, tmp_path, "import os; os._exit(9)")


@pytest.mark.parametrize("watched", [True, False])
def test_how_far_a_stage_is_stands_beside_the_bar_where_a_person_looks(
    kernel, tmp_path, capsys, monkeypatch, watched
):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: watched)
    work = """import time
from learning_themes.progress import Stage
stage = Stage("reading")
stage(1, 2, "first.pdf", 0.5)
time.sleep(1.5)
stage(2, 2, "second.pdf", 1.0)"""
    bar = {"desc": "1 of 8", "bar_format": "{desc} {n_fmt}/{total_fmt}{postfix}", "mininterval": 0}
    _, shown = run(kernel, tmp_path, work, bar=bar)
    assert ("reading: 1 of 2: first.pdf" in capsys.readouterr().err) == watched
    assert shown.startswith("reading: 2 of 2, ")
    run(kernel, tmp_path, "1", bar=bar)
    assert "reading" not in capsys.readouterr().err, "what the last notebook told is not told of this one"
