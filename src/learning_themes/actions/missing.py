"""Says kindly what keeps a recommendation from being specific and measurable."""

import re

from learning_themes.actions.due import states_time

WHO, WHEN, WHAT, SHOWN = (
    "who is to do it",
    "by when",
    "what exactly is to be done",
    "what would show that it was done",
)
_COUNTED = (
    r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|ninety)"
)
_SHOWN = re.compile(
    rf"\b(audit\w*|sampl\w+|report(s|ed|ing)? (to|back|on|progress|compliance|uptake)|return to"
    rf"|compliance|measur\w+|per cent"
    rf"|survey\w*|evaluat\w+|monitor\w*|assurance|evidence (that|of|to|from)|test(s|ed)?\b|certif\w+"
    rf"|publish\w*"
    rf"|count(s|ed)?\b|dip.sampl\w+|proportion|numbers? of|data|figures|examined|scrutin\w+|report"
    rf" twice)|\d ?%"
    rf"|\b(within|every|at least|no (more|fewer|longer|less) than|not (more|less|fewer) than|(at"
    rf" intervals|in excess) of|under|after|before)"
    rf" (\w+ ){{0,2}}{_COUNTED}\b|\b(weekly|fortnightly|monthly|quarterly|annually|daily|each (week"
    rf"|month|quarter|year|term)|same day"
    rf"|(once|twice) (a|each) \w+|on the day|(every|each) (day|week|fortnight|month|quarter|half-term))\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:should|must|to|will|that)?\s*(consider(?!ed)|reflect(?: up)?on|be mindful|have regard|raise"
    r" awareness|explore|remind|think about"
    r"|be aware|take account of|give thought to|ensure (?:that )?(?:the )?(?:learning|lessons|findings))\b",
    re.IGNORECASE,
)


def find_missing(text: str, *, owners: str, due: str, beside: str) -> str:
    """Return what a reader would have to ask, joined by "; "; "" if nothing.

    `beside` is what stands with it: its column of dates, its measure of success.

    >>> find_missing("The Board should raise awareness of neglect.", owners="The Board", due="", beside="")
    'by when; what exactly is to be done; what would show that it was done'
    """
    whole = f"{text} {beside}"
    asked = {
        WHO: not owners,
        WHEN: not (due or states_time(whole)),
        WHAT: bool(_VAGUE.search(text)) and not _SHOWN.search(text),
        SHOWN: not _SHOWN.search(whole),
    }
    return "; ".join(question for question, missing in asked.items() if missing)
