"""The words of a training pack, for the trainer and to take away, as Markdown; reports are escaped."""

from collections.abc import Iterable

from learning_themes.reports import markdown as md
from learning_themes.reports.packs import LEVEL_WORDS, Pack
from learning_themes.reports.sessions import Step, plan_session
from learning_themes.reports.wording import join_words
from learning_themes.themes.teaching import LETTERS, Check

NOT_WRITTEN = "Nobody has written this part for the theme yet: add `training` to its file in the codebook."
FINISH = (
    "A draft for a practitioner to finish. Choose one beginning, put in what the evidence gives, and write on"
    " until the group has something to decide. Change any detail that comes near a real family."
)
LAW = (
    "Law and guidance are named as they stood with Working Together to Safeguard Children 2023. Check for"
    " later changes before use."
)
SHARES = (
    "Shares say how often reviews raise a theme, not how often practice falls short. Passages were coded by"
    " machine, so every figure is indicative."
)
TO_WRITE = "to be written"
READING = (
    "A local review or its learning summary",
    "The local procedure",
    "Guidance or research",
    "A voice of experience",
)
STANCE_HEADINGS = {
    "shortfall": "Where practice fell short",
    "strength": "What good looked like",
    "recommendation": "What reviews asked for",
}
NONE_OF_THESE = {
    "shortfall": "No passage on practice that fell short could be quoted.",
    "strength": "No passage on good practice could be quoted. The marks below say what to look for.",
    "recommendation": "No recommendation could be quoted.",
}
READ_QUOTES = "Read each quotation. Could a family, or a worker, know itself? A machine looked for names."
NO_QUOTES = "Nothing is quoted here. Read a published review on the theme, to tell of it in your own words."
HOUR = (
    ("20", "Finish the case with a practitioner, and put in the local names of services."),
    ("10", "Fill in the further reading, and check the law and guidance named."),
    ("10", "Go through the slides: strike out what this group does not need."),
    ("5", "Put the number of somebody to talk to on the last slide, and print the handout."),
)


def compose_handbook(pack: Pack) -> str:
    """Return the trainer's handbook as Markdown."""
    parts = [
        _lead(pack),
        _part(
            "The hour before",
            md.table({"Minutes": 12, "What": 88}, _hour(pack), caption="What a person does before its use."),
        ),
        _part(
            "Why this theme now",
            _list(pack.why_now),
            _plain(pack.what_it_is),
            _figure(pack),
            _plain(SHARES),
        ),
        _part("A session of two hours", _plan(plan_session(pack))),
        _outcomes(pack),
        _shown(pack),
        *_taught(pack),
        _part("Further reading", _reading(), _plain(LAW)),
    ]
    return _join(parts)


def compose_handout(pack: Pack) -> str:
    """Return one sheet to take away: what good looks like, what to do tomorrow, two questions."""
    teaching = pack.teaching
    if teaching is None:
        return _join([_lead(pack), _plain(NOT_WRITTEN)])
    shown = [f"“{quote.text}” {quote.source}." for quote in pack.quotes["strength"][:1]]
    return _join(
        [
            _part("Why it matters here", _plain(pack.what_it_is), _list(pack.why_now[:2])),
            _part("What good looks like", _list([*teaching.good_practice, *shown])),
            _part("What I will do tomorrow", _list(teaching.tomorrow)),
            _part("To talk over with your team", _list(teaching.questions[:2])),
            _part("My own next step", _next_step()),
        ]
    )


def _hour(pack: Pack) -> list[tuple[str, str]]:
    return [("15", READ_QUOTES if any(pack.quotes.values()) else NO_QUOTES), *HOUR]


def _lead(pack: Pack) -> str:
    who = pack.audience or "All agencies together"
    levels = join_words([LEVEL_WORDS[level].lower() for level in pack.levels])
    return _plain(f"For: {who}; {levels}.{_fit(pack)}")


def _fit(pack: Pack) -> str:
    """Return how much of a pack for one agency is about it: the words that are taught are for all."""
    if not pack.audience:
        return ""
    quoted = sum(map(len, pack.quotes.values()))
    if not pack.naming_audience:
        return f" No quotation names {pack.audience}: this is the pack for all agencies."
    named = f"Quotations that name {pack.audience}: {pack.naming_audience} of {quoted}"
    return f" {named}; case, questions and check are those for all agencies."


def _figure(pack: Pack) -> str:
    caption = "In how many reviews the theme is key, by year, and how reviews raise it."
    several = len(pack.charts) > 1
    return "\n\n".join(
        md.figure(
            f"charts/{name}.svg",
            caption=f"{chart.alt.split(':')[0]}. {caption}" if several else caption,
            alt=chart.alt,
        )
        for name, chart in pack.charts.items()
    )


def _plan(steps: Iterable[Step]) -> str:
    rows = [(step.when, step.what, step.slides_words) for step in steps]
    return md.table(
        {"Minutes": 16, "What people do": 66, "Slides": 18}, rows, caption="A plan to start from."
    )


def _outcomes(pack: Pack) -> str:
    if pack.teaching is None:
        return _part("Learning outcomes", _plain(NOT_WRITTEN))
    parts = [
        _part(f"{LEVEL_WORDS[level]} can", _list(pack.teaching.outcomes.at(level)), level=3)
        for level in pack.levels
    ]
    return _part("Learning outcomes", *parts)


def _shown(pack: Pack) -> str:
    """Return the quotations by stance, or the reason why there is none."""
    if not any(pack.quotes.values()):
        return _part("What reviews show", _plain(pack.no_quotes))
    parts = []
    for stance, title in STANCE_HEADINGS.items():
        quotes = [md.quotation(quote.text, quote.source) for quote in pack.quotes[stance]]
        parts.append(_part(title, *(quotes or [_plain(NONE_OF_THESE[stance])]), level=3))
    return _part("What reviews show", *parts)


def _taught(pack: Pack) -> list[str]:
    told = pack.teaching
    if told is None:
        return [_part("Case, questions and check", _plain(NOT_WRITTEN))]
    cases = [
        _part(f"Beginning {number}", _plain(text), _list(asked), level=3)
        for number, (text, asked) in enumerate(told.cases(), start=1)
    ]
    return [
        _part("Marks of good practice", _list(told.good_practice)),
        _part("A case to build", _plain(FINISH), *cases, *_frame(pack)),
        _part("Questions for discussion", _list(told.questions)),
        _part(
            "Knowledge check",
            *(_check(number, check) for number, check in enumerate(told.knowledge_check, 1)),
        ),
        _part("What to do differently tomorrow", _list(told.tomorrow)),
    ]


def _frame(pack: Pack) -> list[str]:
    """Return what the evidence gives for the case, and a table for what each agency holds."""
    told = md.table({"Part": 22, "From the evidence": 78}, pack.frame, caption="What the evidence gives.")
    blocks = [_part("What to put in", told, level=3)]
    if pack.agencies:
        rows = [(agency, TO_WRITE, TO_WRITE) for agency in pack.agencies]
        columns = {"Who": 30, "Knows at the start": 35, "Learns later, and from whom": 35}
        blocks.append(_part("What each holds", md.table(columns, rows, caption="To finish."), level=3))
    return blocks


def _check(number: int, check: Check) -> str:
    answers = "\n".join(
        f"- {md.escape(f'{a}) {text}')}" for a, text in zip(LETTERS, check.answers, strict=True)
    )
    right = _plain(f"Right: {check.right}). {check.why}")
    return _part(f"Question {number}", _plain(check.question), answers, right, level=3)


def _reading() -> str:
    rows = [(slot, "to be filled in") for slot in READING]
    return md.table(
        {"Kind": 45, "Title, and where to find it": 55}, rows, caption="Room for your own choice."
    )


def _next_step() -> str:
    columns = {"I will": 40, "By when": 20, "I will know that it worked when": 40}
    return md.table(columns, [("", "", "")] * 4, caption="To write on.")


def _part(title: str, *blocks: str, level: int = 2) -> str:
    name = "".join(c if c.isalnum() else "-" for c in title.lower())
    return "\n\n".join([md.heading(title, level=level, name=name), *(block for block in blocks if block)])


def _plain(text: str) -> str:
    return md.escape(text)


def _list(items: Iterable[str]) -> str:
    return md.bullets(md.escape(item) for item in items)


def _join(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
