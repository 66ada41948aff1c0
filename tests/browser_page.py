"""A page in a real browser: opened offline, and looked over by axe."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
RUNS_OVER = (
    "[...document.querySelectorAll('main *')].filter("
    "one => one.getBoundingClientRect().right > innerWidth + 1"
    " && !one.closest('.scroll')).map(one => one.tagName)"
)


@contextmanager
def opened(path: Path, **size):
    """Open a page in a window of the given size; skip where there is no browser."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: the web page was not looked at in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900} | size)
        page.goto(path.as_uri())
        yield page
        browser.close()


def find_violations(page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and its best practice, with all that can be opened open."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(OPEN_ALL)
    options = {"runOnly": RULES, "rules": {"target-size": {"enabled": True}}}
    response = Axe().run(page, options=options).response
    assert len(response["passes"]) > 10
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in response["violations"]]
