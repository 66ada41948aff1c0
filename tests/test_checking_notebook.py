"""Notebook 03_check: unattended, by hand in JupyterLab with a real browser, after its kernel is killed."""

import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import papermill
import pytest
from traitlets.config import Config

from learning_themes.tables import read_table, write_table
from learning_themes.themes.decisions import read_decisions
from learning_themes.trends.check_round import open_round, record_decisions
from learning_themes.trends.check_views import tell_progress
from tests.checking_world import CODEBOOK, decide, tables
from tests.conftest import ROOT
from tests.screen_page import find_browser, open_browser

NOTEBOOK = ROOT / "notebooks" / "03_check.ipynb"


@pytest.fixture
def run(tmp_path) -> Path:
    made = tables() | {"evidence": tables()["machine"]}
    for name, table in made.items():
        write_table(name, table, tmp_path / "run" / "tables")
    return tmp_path / "run"


def parameters(run: Path, **values: object) -> dict[str, object]:
    places = {"run_folder": str(run), "people": str(run.parent / "people")}
    return places | {"themes_folder": str(ROOT / "themes"), "as_of": "2026-01-31"} | values


def execute(run: Path, **values: object) -> str:
    executed = run.parent / "03.ipynb"
    papermill.execute_notebook(
        NOTEBOOK,
        executed,
        parameters=parameters(run, **values),
        kernel_name="python3",
        cwd=run.parent,
        config=Config(KernelManager={"transport_encryption": "auto"}),
        progress_bar=False,
    )
    return executed.read_text(encoding="utf-8")


def test_with_nobody_there_it_draws_and_writes_its_tables_and_waits_for_nothing(run):
    text = execute(run)
    assert "0 of 7 passages checked" in text and "The run goes on" in text
    sample = read_table("sample", run / "tables")
    assert (sample["kind"] == "passage").sum() == 7 and sample["blind"].all()
    for name in ("decisions", "checked", "judged"):
        assert read_table(name, run / "tables").empty
    assert not (run.parent / "people").exists(), "nothing is kept among what people typed unless they do"


def test_what_was_decided_reaches_tables_and_evidence(run):
    people = run.parent / "people"
    decide(people, "a.0", "information-sharing", "added", "strength", blind=True)
    decide(people, "a.0", "none", "complete", blind=True)
    opened = open_round(run / "tables", codebook=CODEBOOK, people=people, day="2026-01-31")
    told = tell_progress(opened, record_decisions(opened))
    assert "1 of 7 passages checked" in told and "Decided by Ann" in told
    evidence = read_table("evidence", run / "tables").set_index("passage_id")
    assert evidence.loc["a.0", "stance"] == "strength"
    assert evidence.loc["a.0", "decision"] == "changed from shortfall"
    checked = read_table("checked", run / "tables")
    assert checked[["machine", "analyst", "blind"]].values.tolist() == [["shortfall", "strength", True]]
    assert read_table("machine", run / "tables").equals(tables()["machine"])


@pytest.fixture
def lab(run):
    """Return the address of a JupyterLab that has the notebook open to be run, with its token."""
    find_browser()
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    given = parameters(run, blind=False, by="Ann Lee")
    cell.source += "".join(f"\n{name} = {value!r}" for name, value in given.items())
    nbformat.write(notebook, run.parent / "check.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(run.parent / "config")}
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *load_start().LAB, "--no-browser", f"--port={port}",
         "--ip=127.0.0.1", "--IdentityProvider.token=t", "--allow-root",
         f"--ServerApp.root_dir={run.parent}"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def load_start():
    """Return start.py as a module: JupyterLab is tried as it starts it."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _ask(address: str, path: str) -> list[dict]:
    with urllib.request.urlopen(f"{address}/api/{path}?token=t", timeout=5) as answer:
        return json.load(answer)


def _wait_for(address: str) -> None:
    for _ in range(240):
        try:
            _ask(address, "kernels")
            return
        except OSError:
            time.sleep(0.25)
    pytest.fail("JupyterLab did not start within a minute")


def _kill_kernel(run: Path) -> None:
    """Kill the kernel outright, as a fall of power would."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode().split("\0")
            home = (process / "cwd").resolve()
        except OSError:
            continue
        if "ipykernel_launcher" in words and home == run.parent.resolve():
            os.kill(int(process.name), 9)


def _run_all(page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="finds the kernel to kill in /proc")
def test_in_jupyterlab_answers_land_in_the_file_and_a_killed_kernel_loses_none(run, lab):
    people = run.parent / "people"
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(150_000)
        page.goto(f"{lab}/lab/tree/check.ipynb?token=t")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        _run_all(page)
        page.locator(".lt-check h3", has_text="1 of").wait_for()
        first = page.locator(".lt-check h3").inner_text().partition(": ")[0]
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        page.wait_for_timeout(1500)
        assert page.get_by_text("Jupyter news").count() == 0, "nobody is asked to fetch anything"
        top = page.locator(".lt-check").bounding_box()["y"]
        assert 0 <= top < 500, "the reader is left at the screen, not at the end of the notebook"
        page.get_by_role("button", name="No theme here, next").click()
        page.locator(".lt-check h3", has_text="2 of").wait_for()
        page.keyboard.press("s")  # in JupyterLab's command mode this and others would be its own
        page.locator(".lt-check h3", has_text="3 of").wait_for()
        assert first == "1 of 7"
        kept = [one.verdict for one in read_decisions(people).decisions]
        assert kept[-2:] == ["complete", "skipped"] and len(list((people / "draws").iterdir())) == 1
        _kill_kernel(run)
        page.get_by_role("dialog").get_by_role("button", name="Ok").click()  # "appears to have died"
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        _run_all(page)
        page.locator(".lt-bar", has_text="2 of 7 answered").wait_for()
        page.locator(".lt-check h3", has_text="3 of 7").wait_for()
    assert {one.by for one in read_decisions(people).decisions} == {"Ann Lee"}
