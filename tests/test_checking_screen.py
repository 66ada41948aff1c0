"""The checking screen in a real browser: mouse and keyboard, blind and open, hostile text, access for all."""

import pytest

from learning_themes.themes.decisions import read_decisions
from learning_themes.themes.session import Session
from tests.checking_world import HOSTILE, session
from tests.screen_page import open_browser, open_screen

PAIR = (("a", "information-sharing"),)


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


def lines(people) -> list[tuple[str, str, str, str]]:
    kept = read_decisions(people).decisions
    return [(one.passage_id, one.theme, one.verdict, one.stance) for one in kept]


def saved(page) -> None:
    page.locator(".lt-status[data-kind=saved]", has_text="aved at").wait_for()


def heading(page, number: int) -> None:
    page.locator("h3", has_text=f"{number} of ").wait_for()


def test_with_the_mouse_codes_are_accepted_changed_refused_and_added(browser, tmp_path):
    page = open_screen(browser, session(tmp_path))
    page.get_by_label("Your name, kept with every answer").fill("Ann Lee")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="All as found, next").click()
    heading(page, 2)
    page.get_by_role("group", name="Professional curiosity").get_by_label("shortfall").check()
    page.get_by_role("group", name="Neglect").get_by_label("not this theme").check()
    page.get_by_label("Add a theme").fill("early help")
    page.locator(".lt-results > li button", has_text="Early help").first.click()
    page.get_by_role("group", name="Early help and prevention").get_by_label("recommendation").check()
    page.get_by_label("Note (optional)").fill("The father again.")
    page.get_by_role("button", name="Done, next").click()
    heading(page, 3)
    assert lines(tmp_path) == [
        ("a.0", "information-sharing", "accepted", "shortfall"),
        ("a.0", "none", "complete", ""),
        ("a.1", "professional-curiosity", "changed", "shortfall"),
        ("a.1", "neglect", "rejected", ""),
        ("a.1", "early-help", "added", "recommendation"),
        ("a.1", "none", "noted", ""),
        ("a.1", "none", "complete", ""),
    ]
    assert {one.by for one in read_decisions(tmp_path).decisions} == {"Ann Lee"}
    assert [one.note for one in read_decisions(tmp_path).decisions if one.note] == ["The father again."]


def test_with_the_keyboard_alone_a_draw_can_be_answered(browser, tmp_path):
    page = open_screen(browser, session(tmp_path, pairs=PAIR), by="Ann")
    heading(page, 1)
    page.locator("h3").focus()
    page.keyboard.press("a")
    heading(page, 2)
    page.keyboard.press("n")
    heading(page, 3)
    page.keyboard.press("/")
    page.keyboard.type("supervision")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    saved(page)
    page.keyboard.press("d")
    heading(page, 4)
    page.keyboard.press("s")
    heading(page, 5)
    for number in (6, 7, 8):
        page.keyboard.press("a" if number != 8 else "n")
        heading(page, number)
    page.locator("input[value=key]").focus()
    page.keyboard.press("Space")
    saved(page)
    page.keyboard.press("ArrowDown")
    saved(page)
    page.keyboard.press("d")
    page.locator("h3", has_text="All answered").wait_for()
    found = lines(tmp_path)
    assert ("a.1", "neglect", "rejected", "") in found and ("a.3", "none", "skipped", "") in found
    assert ("a.2", "supervision-and-oversight", "added", "shortfall") in found
    assert [verdict for place, _, verdict, _ in found if not place] == ["key", "present"]


def test_nothing_counts_as_done_while_a_code_is_unanswered(browser, tmp_path):
    page = open_screen(browser, session(tmp_path), by="Ann")
    page.get_by_role("button", name="Done, next").click()
    page.locator(".lt-status[data-kind=wrong]", has_text="Information sharing").wait_for()
    assert lines(tmp_path) == []


def test_undo_takes_back_the_last_click_whole(browser, tmp_path):
    page = open_screen(browser, session(tmp_path), by="Ann")
    page.get_by_role("button", name="All as found, next").click()
    heading(page, 2)
    page.get_by_role("button", name="Undo").click()
    heading(page, 1)
    assert [verdict for _, _, verdict, _ in lines(tmp_path)] == ["accepted", "complete", "undone", "undone"]
    assert not page.locator("input:checked").count()


def test_blind_the_codes_come_after_the_answer_and_not_before(browser, tmp_path):
    made = session(tmp_path, blind=True)
    sent = []
    page = open_screen(
        browser, made, by="Ann", answer=lambda message: sent.append(made.answer(message)) or sent[-1]
    )
    heading(page, 1)
    assert all(not one["codes"] for one in sent[0]["items"])
    assert not page.get_by_role("button", name="All as found").count()
    page.get_by_role("button", name="No theme here, next").click()
    page.locator(".lt-question", has_text="What the machine found").wait_for()
    group = page.get_by_role("group", name="Information sharing")
    assert group.get_by_label("not this theme").is_checked()
    group.get_by_label("shortfall (as found)").check()
    saved(page)
    kept = read_decisions(tmp_path).decisions
    assert [(one.verdict, one.blind) for one in kept] == [("complete", True), ("accepted", False)]


def test_who_starts_again_goes_on_where_they_stopped(browser, tmp_path):
    page = open_screen(browser, session(tmp_path), by="Ann")
    page.get_by_role("button", name="All as found, next").click()
    heading(page, 2)
    again = open_screen(browser, session(tmp_path), by="Ann")
    heading(again, 2)
    assert "1 of 7 answered" in again.locator(".lt-bar").inner_text()
    other = open_screen(browser, session(tmp_path), by="Bo")
    heading(other, 1)


def test_it_does_not_say_saved_before_the_kernel_has_confirmed(browser, tmp_path):
    made = session(tmp_path)
    page = open_screen(
        browser,
        made,
        by="Ann",
        answer=lambda message: made.answer(message) if message["type"] == "open" else None,
    )
    heading(page, 1)
    page.get_by_label("shortfall (as found)").check()
    page.wait_for_timeout(300)
    assert page.locator(".lt-status").inner_text() == "Saving…"


def test_what_cannot_be_written_is_told_on_the_screen_and_not_shown_as_chosen(browser, tmp_path):
    (tmp_path / "decisions").write_text("a file where the folder should be")
    page = open_screen(browser, session(tmp_path), by="Ann")
    heading(page, 1)
    page.get_by_label("shortfall (as found)").check(force=True)
    page.locator(".lt-status[data-kind=wrong]", has_text="was not saved").wait_for()
    assert not page.locator("input:checked").count()


def test_text_from_reports_is_shown_as_text(browser, tmp_path):
    page = open_screen(browser, session(tmp_path), by="Ann")
    for _ in range(2):
        page.get_by_role("button", name="Forward").click()
    assert page.locator("mark").inner_text() == HOSTILE
    assert page.title() == "Check" and not page.locator("#screen img").count()


@pytest.mark.parametrize("place", ["passage", "pair", "name", "end", "blind"])
@pytest.mark.parametrize("width", [900, 320])
def test_axe_finds_nothing_wrong_and_nothing_runs_off_the_side(browser, tmp_path, place, width):
    from axe_playwright_python.sync_playwright import Axe

    made = session(tmp_path, pairs=PAIR, blind=place == "blind")
    page = open_screen(browser, made, by="" if place == "name" else "Ann", width=width)
    if place != "name":
        heading(page, 1)
    if place in ("pair", "end"):
        for _ in range(7 if place == "pair" else 8):
            page.get_by_role("button", name="Forward").click()
    if place in ("passage", "blind"):
        page.get_by_label("Add a theme").fill("health")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=options).response["violations"]
    assert not [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# What runs off the side, is cut by its own box, or cannot be clicked where it stands.
LOST = """() => {
  const lost = [];
  for (const node of document.querySelectorAll(".lt-check *")) {
    if (!node.checkVisibility()) continue;
    const box = node.getBoundingClientRect();
    if (box.left < 0 || box.right > innerWidth + 0.5) lost.push(["off the side", node.outerHTML]);
    if (getComputedStyle(node).overflow === "hidden" && node.scrollWidth > node.clientWidth)
      lost.push(["cut", node.outerHTML]);
    if (!node.matches("button, input, textarea, summary")) continue;
    node.scrollIntoView({ block: "center" });
    const now = node.getBoundingClientRect();
    const there = document.elementFromPoint(now.left + now.width / 2, now.top + now.height / 2);
    if (!there || !(node.contains(there) || there.contains(node)))
      lost.push(["not reachable", node.outerHTML]);
  }
  return lost;
}"""


@pytest.mark.parametrize("blind", [False, True])
@pytest.mark.parametrize(
    ("width", "zoom"), [(320, 1), (640, 2), (320, 4)]
)  # 1280 points at 200 % and at 400 %
def test_on_a_small_or_enlarged_screen_nothing_is_cut_and_all_can_be_reached(
    browser, tmp_path, blind, width, zoom
):
    page = open_screen(browser, session(tmp_path, pairs=PAIR, blind=blind), by="Ann", width=width, zoom=zoom)
    for number in range(1, 9):
        heading(page, number)
        if number == 2:
            page.get_by_label("Add a theme").fill("health")
            page.locator("summary", has_text="Keys").click()
        assert page.evaluate(LOST) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Forward").click()


def test_the_focus_can_be_seen_and_follows_to_the_next_passage(browser, tmp_path):
    page = open_screen(browser, session(tmp_path), by="Ann")
    heading(page, 1)
    page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineWidth"
    assert page.evaluate(outline) == "3px"
    page.get_by_role("button", name="All as found, next").click()
    heading(page, 2)
    assert page.evaluate("document.activeElement.tagName") == "H3"


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ({"type": "decide", "item": 0, "decisions": []}, "give your name"),
        ("nonsense", "not known"),
        ({"type": "open", "by": ""}, "give your own"),
        ({"type": "undo"}, "nothing to undo"),
    ],
)
def test_a_message_that_makes_no_sense_is_answered_in_words(tmp_path, message, told):
    assert told in Session.answer(session(tmp_path), message)["message"]
