"""The checking screen in a real browser without JupyterLab: the page's messages go straight to a session."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from learning_themes.themes.session import Session
from tests.conftest import ROOT

SOURCES = ROOT / "src" / "learning_themes" / "themes"

PAGE = """<!DOCTYPE html><html lang="en">
<head><meta charset="utf-8"><title>Check</title><style>%s</style></head>
<body><main><h1>Run</h1><h2>Check</h2><div id="screen"></div></main><script type="module">
%s
const heard = [];
window.model = {
  get: (name) => ({ about: %s, by: %s })[name],
  send: async (message) => {
    const reply = await window.answer(message);
    if (reply) heard.forEach((hear) => hear(reply));
  },
  on: (_, hear) => heard.push(hear),
  off: () => {},
};
render({ model: window.model, el: document.getElementById("screen") });
window.ready = true;
</script></body></html>"""


def find_browser() -> str:
    """Return the path of Chromium, or skip the test and say so."""
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        pytest.skip("no Chromium on this machine: the checking screen was not tried in a browser")
    return path


@contextmanager
def open_browser() -> Iterator:
    """Yield a headless browser."""
    from playwright.sync_api import sync_playwright

    path = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def open_screen(browser, session: Session, *, by: str = "", width: int = 900, answer=None, zoom: float = 1):
    """Return a page that shows the screen of `session`, enlarged `zoom` times."""
    page = browser.new_page(viewport={"width": width, "height": 900 // zoom}, device_scale_factor=zoom)
    page.set_default_timeout(5000)
    page.expose_function("answer", answer or session.answer)
    script = (SOURCES / "screen.js").read_text(encoding="utf-8").replace("export default { render };", "")
    style = (SOURCES / "screen.css").read_text(encoding="utf-8")
    about = json.dumps(session.describe()).replace("</", "<\\/")
    page.set_content(PAGE % (style, script, about, json.dumps(by)))
    page.wait_for_function("window.ready")
    return page


def picture(page, path: Path) -> None:
    """Save a picture of the screen."""
    page.locator(".lt-check").screenshot(path=str(path))
