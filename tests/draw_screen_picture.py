"""Makes the picture of the checking screen in docs/: python -m tests.draw_screen_picture RUN_FOLDER.

RUN_FOLDER is a finished run of the example, whose reports are fictional.
"""

import sys
import tempfile
from pathlib import Path

from learning_themes.trends.check_round import open_round
from tests.checking_world import CODEBOOK
from tests.conftest import ROOT
from tests.screen_page import open_browser, open_screen, picture

PICTURE = ROOT / "docs" / "sample" / "checking-screen.png"


def main(run: Path) -> None:
    with tempfile.TemporaryDirectory() as people, open_browser() as browser:
        opened = open_round(
            run / "tables", codebook=CODEBOOK, people=people, day="2026-01-31", blind=False,
            themes_first=["supervision-and-oversight"],
        )  # fmt: skip
        page = open_screen(browser, opened.make_session(), by="Ann Lee", width=860)
        page.locator("fieldset").first.get_by_label("shortfall (as found)").check()
        page.locator(".lt-status", has_text="Saved").wait_for()
        page.get_by_label("Add a theme").fill("manager")
        picture(page, PICTURE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
