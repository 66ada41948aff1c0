"""A session of two hours on a theme: its steps with their minutes, and the slides that go with each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from learning_themes.reports.packs import LEVEL_WORDS, Pack
from learning_themes.reports.slides import Slide
from learning_themes.themes.teaching import LETTERS, LEVELS, Check

STANCE_TITLES = {
    "shortfall": "What reviews show: where practice fell short",
    "strength": "What reviews show: what good looked like",
    "recommendation": "What reviews show: what was asked for",
}
MIXED = ("all_staff", "practitioners")  # the outcomes on the slides of a session for all levels
CHARACTERS, BULLETS = 520, 5
QUOTES_NOTES = (
    "Give people a quiet minute to read. Then in pairs: what got in the way, and what would have helped? A"
    " machine chose these words and looked for names in them: read them yourself before the session."
)
FIRST_SLIDE = 2  # the title comes before


@dataclass(frozen=True)
class Step:
    """One step of a session: its minutes, what people do, its slides, and where it stands."""

    minutes: int
    what: str
    slides: tuple[Slide, ...] = ()
    starts: int = 0
    first: int = FIRST_SLIDE

    @property
    def when(self) -> str:
        """The minutes from the start, such as `10 to 15`."""
        return f"{self.starts} to {self.starts + self.minutes}"

    @property
    def slides_words(self) -> str:
        """The numbers of the slides, such as `4 to 6`."""
        last = self.first + len(self.slides) - 1
        return str(last) if last == self.first else f"{self.first} to {last}" if self.slides else "none"


def plan_session(pack: Pack) -> list[Step]:
    """Return the steps of a session of two hours in order, each with where it starts and its first slide."""
    placed: list[Step] = []
    starts, first = 0, FIRST_SLIDE
    for step in _list_steps(pack):
        placed.append(replace(step, starts=starts, first=first))
        starts, first = starts + step.minutes, first + len(step.slides)
    return placed


def compose_slides(pack: Pack) -> list[Slide]:
    """Return the slides of a session after the one with the title, each with notes for the speaker."""
    return [slide for step in plan_session(pack) for slide in step.slides]


def _list_steps(pack: Pack) -> Iterable[Step]:
    quotes = tuple(_quote_slides(pack))
    yield Step(15, "Welcome, and why this theme now.", (_welcome(pack), *_why_now(pack)))
    if pack.teaching is None:
        written = "What is still to be written"
        yield Step(
            105, f"{written}.", (Slide(written, ("Nobody has written this part yet.",), notes=written),)
        )
        return
    told = pack.teaching
    yield Step(5, "What we want to take away.", tuple(_outcomes(pack)))
    if quotes:
        yield Step(20, "In pairs: read what reviews say, and what would have helped.", quotes)
    marks = _spread(
        "Marks of good practice", told.good_practice,
        "Ask for a local example of each. Which is the hardest to do on a full day, and what would help?",
    )  # fmt: skip
    yield Step(15, "Together: what good looks like, with a local example of each.", tuple(marks))
    cases = tuple(_case(number, *case) for number, case in enumerate(told.cases(), start=1))
    yield Step(25 if quotes else 45, "In groups of four: one case a group, then tell the others.", cases)
    yield Step(10, "Break.")
    talk = _spread("Talk in small groups", told.questions, "One question a group. Listen for what the system"
                   " makes easy or hard, not for who is at fault.")  # fmt: skip
    yield Step(15, "In small groups: talk about your own practice.", tuple(talk))
    checks = tuple(_check(number, check) for number, check in enumerate(told.knowledge_check, start=1))
    yield Step(10, "Each alone, then together: what do we know?", checks)
    tomorrow = _spread("Tomorrow", told.tomorrow, "Each person writes one down on the handout, with a date.")
    yield Step(5, "Each alone: one thing to do tomorrow, written down.", (*tomorrow, _care()))


def _welcome(pack: Pack) -> Slide:
    return Slide(
        "Before we begin",
        (
            pack.what_it_is,
            "Some of us may have lived through what we speak of today. Step out whenever you want to.",
            "We look at how services worked together, not for who was at fault.",
            "The cases are made up. If one reminds you of a family that you know, do not name it here.",
        ),
        notes="Say where people can go during the session, and whom they can talk to afterwards. No one has"
        " to speak.",
    )


def _why_now(pack: Pack) -> list[Slide]:
    notes = (
        f"Each figure is of reviews, never of mentions. It is indicative: a machine coded. {pack.no_quotes}"
    )
    slides = _spread("Why this theme now", pack.why_now, notes.strip())
    for number, (name, chart) in enumerate(pack.slide_charts.items(), start=1):
        of = f" ({number} of {len(pack.slide_charts)})" if len(pack.slide_charts) > 1 else ""
        title = f"How often reviews turn on it{of}"
        points = (f"{chart.alt.split(':')[0]}.",) if of else ()
        slides.append(Slide(title, points, name, f"What the chart shows. {chart.alt}"))
    return slides


def _outcomes(pack: Pack) -> list[Slide]:
    levels = MIXED if pack.levels == LEVELS else pack.levels
    notes = "Ask which of these is hardest here, and why."
    if levels == MIXED:
        notes += " The outcomes for managers and leaders are in the handbook."
    return [
        slide
        for level in levels
        for slide in _spread(
            f"After today, {LEVEL_WORDS[level].lower()} can", pack.teaching.outcomes.at(level), notes
        )
    ]


def _quote_slides(pack: Pack) -> list[Slide]:
    slides = []
    for stance, title in STANCE_TITLES.items():
        lines = [f"“{quote.text}” {quote.source}." for quote in pack.quotes[stance]]
        slides += _spread(title, lines, QUOTES_NOTES) if lines else []
    return slides


def _case(number: int, text: str, asked: tuple[str, ...]) -> Slide:
    notes = (
        "Made up, and only a beginning: the handbook says how to finish it. After ten minutes each group"
        " tells the others what it would do. Ask: what would the person at the heart of it want you to know?"
    )
    return Slide(f"Case {number}: what would you do?", (text, *asked), notes=notes)


def _check(number: int, check: Check) -> Slide:
    answers = tuple(f"{letter}) {text}" for letter, text in zip(LETTERS, check.answers, strict=True))
    return Slide(
        f"Check {number}: what do we know?",
        (check.question, *answers),
        notes=f"Right: {check.right}) {check.right_answer}. {check.why}",
    )


def _care() -> Slide:
    return Slide(
        "Look after yourself",
        (
            "If today stirred something up, talk to your manager or your safeguarding lead.",
            "To be written: the name and number of somebody outside your team.",
        ),
        notes="Stay for ten minutes after the end, for those who want to speak to you alone.",
    )


def _spread(title: str, lines: Iterable[str], notes: str) -> list[Slide]:
    """Return as many slides as the lines need, as full as one another, each with a title of its own."""
    lines = list(lines)
    groups = next(
        groups for many in range(1, max(2, len(lines) + 1)) if _fit(groups := _share_out(lines, many))
    )
    of = f" of {len(groups)})"
    titles = [f"{title} ({number}{of}" if len(groups) > 1 else title for number in range(1, len(groups) + 1)]
    return [Slide(name, tuple(group), notes=notes) for name, group in zip(titles, groups, strict=True)]


def _share_out(lines: Sequence[str], many: int) -> list[Sequence[str]]:
    """Return the lines in order in so many groups, none more than one line longer than another."""
    ends = [round(len(lines) * place / many) for place in range(many + 1)]
    return [lines[start:end] for start, end in zip(ends, ends[1:], strict=False)]


def _fit(groups: Iterable[Sequence[str]]) -> bool:
    """Return whether each group fits a slide; a line by itself always does."""
    return all(
        len(group) <= BULLETS and (len(group) == 1 or sum(map(len, group)) <= CHARACTERS) for group in groups
    )
