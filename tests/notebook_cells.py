"""Runs the notebooks' own cells in the process of the test: what they do, without a kernel for each."""

import contextlib

import nbformat

from tests.conftest import ROOT


def run_cells(name: str, *, until: str = "", **parameters: object) -> dict[str, object]:
    """Run the cells of a notebook with these parameters in place of its own, and return all that it named.

    With `until`, the cell that contains it is the last one.
    """
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    named: dict[str, object] = {}
    with contextlib.chdir(ROOT / "notebooks"):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, f"{name}.ipynb", "exec"), named)
            if "parameters" in cell.metadata.get("tags", []):
                named |= {key: value for key, value in parameters.items() if key in named}
            if until and cell.cell_type == "code" and until in cell.source:
                break
    return named
