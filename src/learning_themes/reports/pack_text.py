"""The words of a training pack as Markdown and as slides; words from reports are escaped."""

from collections.abc import Iterable
from dataclasses import dataclass

from learning_themes.reports import markdown as md
from learning_themes.reports.packs import LEVEL_WORDS, Pack
from learning_themes.reports.wording import join_words
from learning_themes.themes.teaching import LETTERS, Check

NOT_WRITTEN = "Nobody has written this part for the theme yet: add `training` to its file in the codebook."
FINISH = (
    "Draft, for a practitioner to finish: add who else is there, what your service would see first, and the"
    " local name of each service. Change any detail that comes near a real family."
)
LAW = (
    "Law and guidance are named as they stood with Working Together to Safeguard Children 2023. Check for"
    " later changes before use."
)
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
CHARACTERS, BULLETS = 560, 5


@dataclass(frozen=True)
class Slide:
    """One idea: a title of its own, a few lines, and what the speaker says."""

    title: str
    lines: tuple[str, ...]
    notes: str


def compose_handbook(pack: Pack, *, partnership: str, as_of: str) -> str:
    """Return the trainer's handbook as Markdown."""
    parts = [
        _lead(pack, partnership, as_of),
        _part("Why this theme now", _list(pack.why_now), _plain(f"What it is: {pack.definition}")),
        _outcomes(pack),
        _shown(pack),
        *_taught(pack),
        _part("Further reading", _reading(), _plain(LAW)),
        _part("Before you use this pack", _list(_cautions(pack))),
    ]
    return _join(parts)


def compose_handout(pack: Pack, *, partnership: str, as_of: str) -> str:
    """Return one sheet to take away: what good looks like, what to do tomorrow, two questions."""
    teaching = pack.teaching
    if teaching is None:
        return _join([_lead(pack, partnership, as_of), _plain(NOT_WRITTEN)])
    shown = [f"“{quote.text}” {quote.source}." for quote in pack.quotes["strength"][:1]]
    return _join(
        [
            _lead(pack, partnership, as_of),
            _part("Why it matters here", _list(pack.why_now[:1])),
            _part("What good looks like", _list([*teaching.good_practice, *shown])),
            _part("What I will do tomorrow", _list(teaching.tomorrow)),
            _part("To talk over with your team", _list(teaching.questions[:2])),
            _part("My own next step", _next_step()),
        ]
    )


def compose_slides(pack: Pack, *, partnership: str, as_of: str) -> list[Slide]:
    """Return the slides of a session in order, each with notes for the speaker."""
    first = Slide(
        pack.name,
        tuple(
            line for line in (f"Learning from reviews: {partnership}", f"As of {as_of}", pack.marking) if line
        ),
        f"{pack.definition} Welcome people, and say that some may have lived through what is spoken of today."
        " Say where they can go, and that no one has to speak.",
    )
    slides = [
        first,
        *_spread("Why this theme now", pack.why_now, "Each figure is of reviews, never of mentions."),
    ]
    slides += _quote_slides(pack)
    if pack.teaching is None:
        return [*slides, Slide("What is still to be written", (NOT_WRITTEN,), NOT_WRITTEN)]
    told = pack.teaching
    for level in pack.levels:
        title = f"After today: {LEVEL_WORDS[level].lower()} can"
        slides[len(slides) :] = _spread(
            title, told.outcomes.at(level), "Ask which of these is hardest here, and why."
        )
    slides += _spread("Marks of good practice", told.good_practice, "Ask for a local example of each.")
    for number, text in enumerate(told.scenarios, start=1):
        slides.append(
            Slide(f"What would you do? Case {number}", (text, *told.questions[number - 1 : number]), FINISH)
        )
    slides += _spread("Talk in small groups", told.questions, "Listen for systems, not for who is at fault.")
    for number, check in enumerate(told.knowledge_check, start=1):
        slides.append(_check_slide(number, check))
    slides += _spread("Tomorrow", told.tomorrow, "Each person writes down one, with a date.")
    slides.append(
        Slide(
            "Look after yourself",
            ("Talk to your manager or safeguarding lead if today stirred something up.",),
            LAW,
        )
    )
    return slides


def _check_slide(number: int, check: Check) -> Slide:
    answers = tuple(f"{letter}) {text}" for letter, text in zip(LETTERS, check.answers, strict=True))
    return Slide(
        f"Check {number}: what do we know?",
        (check.question, *answers),
        f"Right: {check.right}) {check.right_answer}. {check.why}",
    )


def _quote_slides(pack: Pack) -> list[Slide]:
    slides = []
    for stance, title in STANCE_HEADINGS.items():
        lines = [f"“{quote.text}” {quote.source}." for quote in pack.quotes[stance]]
        slides += _spread(
            title, lines or [pack.no_quotes], "Quoted without names. The machine chose: read them first."
        )
    return slides


def _spread(title: str, lines: Iterable[str], notes: str) -> list[Slide]:
    """Return as many slides as the lines need, each with a title of its own."""
    groups: list[list[str]] = [[]]
    for line in lines:
        full = len(groups[-1]) >= BULLETS or sum(map(len, groups[-1])) + len(line) > CHARACTERS
        if groups[-1] and full:
            groups.append([])
        groups[-1].append(line)
    of = f" of {len(groups)})"
    titles = [f"{title} ({number}{of}" if len(groups) > 1 else title for number in range(1, len(groups) + 1)]
    return [Slide(name, tuple(group), notes) for name, group in zip(titles, groups, strict=True)]


def _lead(pack: Pack, partnership: str, as_of: str) -> str:
    who = pack.audience or "All agencies together"
    levels = join_words([LEVEL_WORDS[level].lower() for level in pack.levels])
    lines = [pack.marking, f"{partnership}. As of {as_of}.", f"For: {who}; {levels}."]
    return "\n\n".join(_plain(line) for line in lines if line)


def _outcomes(pack: Pack) -> str:
    if pack.teaching is None:
        return _part("Learning outcomes", _plain(NOT_WRITTEN))
    parts = [
        _part(f"{LEVEL_WORDS[level]} can", _list(pack.teaching.outcomes.at(level)), level=2)
        for level in pack.levels
    ]
    return _part("Learning outcomes", *parts)


def _shown(pack: Pack) -> str:
    """Return the quotations by stance, or the reason why there is none."""
    parts = []
    for stance, title in STANCE_HEADINGS.items():
        quotes = [md.quotation(quote.text, quote.source) for quote in pack.quotes[stance]]
        parts.append(_part(title, *(quotes or [_plain(pack.no_quotes)]), level=2))
    return _part("What reviews show", *parts)


def _taught(pack: Pack) -> list[str]:
    told = pack.teaching
    if told is None:
        return [_part("Case, questions and check", _plain(NOT_WRITTEN))]
    cases = [
        _part(f"Beginning {number}", _plain(text), level=2)
        for number, text in enumerate(told.scenarios, start=1)
    ]
    return [
        _part("Marks of good practice", _list(told.good_practice)),
        _part("A case to build", _plain(FINISH), _list(pack.skeleton), *cases),
        _part("Questions for discussion", _list(told.questions)),
        _part(
            "Knowledge check",
            *(_check(number, check) for number, check in enumerate(told.knowledge_check, 1)),
        ),
        _part("Answers", _answers(told.knowledge_check)),
        _part("What to do differently tomorrow", _list(told.tomorrow)),
    ]


def _check(number: int, check: Check) -> str:
    answers = "\n".join(
        f"- {md.escape(f'{a}) {text}')}" for a, text in zip(LETTERS, check.answers, strict=True)
    )
    return _part(f"Question {number}", _plain(check.question), answers, level=2)


def _answers(checks: list[Check]) -> str:
    rows = [
        (str(n), f"{check.right}) {check.right_answer}", check.why) for n, check in enumerate(checks, start=1)
    ]
    return md.table({"No.": 6, "Right answer": 44, "Why": 50}, rows, caption="The right answers, and why.")


def _reading() -> str:
    rows = [(slot, "to be filled in") for slot in READING]
    return md.table(
        {"Kind": 45, "Title, and where to find it": 55}, rows, caption="Room for your own choice."
    )


def _next_step() -> str:
    columns = {"I will": 40, "By when": 20, "I will know that it worked when": 40}
    return md.table(columns, [("", "", "")] * 2, caption="To write on.")


def _cautions(pack: Pack) -> list[str]:
    return [
        "A machine chose the quotations and looked for names in them. Read each: could someone be known?",
        "The passages were coded by machine, so every figure is indicative.",
        "The beginnings of cases are made up. Nobody in the room should see their own family in them.",
        "Shares say how often reviews raise a theme. They do not say how often practice falls short.",
    ]


def _part(title: str, *blocks: str, level: int = 1) -> str:
    name = "".join(c if c.isalnum() else "-" for c in title.lower())
    return "\n\n".join([md.heading(title, level=level, name=name), *(block for block in blocks if block)])


def _plain(text: str) -> str:
    return md.escape(text)


def _list(items: Iterable[str]) -> str:
    return md.bullets(md.escape(item) for item in items)


def _join(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
