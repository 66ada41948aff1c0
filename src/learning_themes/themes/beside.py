"""Tells the lines that stand beside what is recommended: its owner, its date, and how it will be tested."""

import re

# Names of such lines, before a colon or as a question; actions/wording.py has more.
OWNER = (
    r"owners?|lead(?: agency| agencies| officer| organisation| partner)?s?|(?:lead )?agency|agencies"
    r"|responsib(?:le|ility)(?: agency| body| officer| organisation)?|(?:by )?who(?:m)?|owner agency"
    r"|action by|for|accountable[a-z ]*"
)
DUE = (
    r"(?:target |due |completion )?dates?(?: for completion)?|timescales?|timeframe|deadline|(?:by )?when"
    r"|completion|due(?: by)?|complete by|to be completed by"
)
TEST = r"tests?(?: of success)?|how will (?:we|you) know[^:?]{0,60}"
NAME_ENDS = r" ?[:?]\s*"
_NAMED = re.compile(
    rf"^(?:(?P<short>{OWNER}|{DUE})|{TEST}){NAME_ENDS}(?P<rest>.*)$", re.IGNORECASE | re.DOTALL
)
_SHORT = 20  # words behind "Owner:" or "Date:", beyond which it says more than that

# A label before an owner, "Recommendation 3 (the Board)", and one that ran in from the line below, "Trust C7"
_LABEL = re.compile(
    r"^(?:recommendations?|rec|action|ask|commitment)\.? (?:no\.? ?)?[A-Z]{0,3}\d{1,2}[.:]?\s+(?=[(\[])"
    r"|\s+[A-Z]{1,3}\d{1,2}[.:]$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?:by|before|from|until|starts?|starting|commencing|due|dates?|target|timescales?|deadline|within|during"
    r"|in|on|at|no|later|than|not|the|next|end|early|mid|late|of|this|it|is|are|to|be|should|must|will|place"
    r"|done|achieved|completed?|completion|with|immediate|effect|immediately|now|ongoing|at|once|publication"
    r"|report|review|one|two|three|four|six|nine|twelve|eighteen|days?|weeks?|months?|years?|quarter|term"
    r"|easter|christmas|spring|summer|autumn|winter|\d{1,4}(?:st|nd|rd|th)?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?)",
    re.IGNORECASE,
)
_TELLS_WHEN = re.compile(r"\d|^now$|\b(?:immediate|immediately|at once|ongoing)\b", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:trusts?|police|constabulary|councils?|boards?|partnerships?|nhs|icbs?|ccgs?|camhs|probation|cafcass"
    r"|lscbs?|lscps?)\b",
    re.IGNORECASE,
)
_BODY_ENDS = re.compile(
    rf"(?:{_BODY.pattern}|\b(?:services?|teams?|groups?|schools?|hospitals?|care|health|education|office|unit"
    r"|executive|commissioning))$",
    re.IGNORECASE,
)
_POST = re.compile(
    r"^(?:assistant |deputy )?(?:director|chief (?:executive|constable|officer|nurse)|head|chair"
    r"|(?:designated|named) (?:doctor|nurse|professional))(?: (?:of|for)|$)",
    re.IGNORECASE,
)
_JOINS = frozenset("the of and for in to all each every both with & local".split())
_LONGEST = 14  # words of a name, or of a list of them


def says_when(text: str) -> bool:
    """Return whether a line says by when, and nothing else.

    >>> says_when("(By 31 October 2022)"), says_when("By May 2017 every baby is weighed.")
    (True, False)
    """
    words = re.findall(r"\w+", text)
    return bool(words) and all(map(_WHEN.fullmatch, words)) and bool(_TELLS_WHEN.search(" ".join(words)))


def names_owner(text: str) -> bool:
    """Return whether a line is the name of a body or a post that is to act, with the date or without.

    >>> names_owner("[Levels Police]"), names_owner("For the Board"), names_owner("Improve Police Training")
    (True, True, False)
    """
    bare = _LABEL.sub("", text.strip())
    if bare.startswith(("(", "[")):
        bare = bare.strip(" .()[]")
    bare = re.sub(r"\s*\([^()]*\)", "", bare)
    pieces = [piece.strip(" .:") for piece in re.split(r"[,;]", bare)]
    named = [piece for piece in pieces if piece and not says_when(piece)]
    return bool(named) and all(map(_is_body, named))


def _is_body(name: str) -> bool:
    words = re.findall(r"[\w&][\w'’&-]*", name)
    small = [word for word in words[:-1] if word[0].islower() and word not in _JOINS]
    if not words or small or len(words) > _LONGEST:
        return False
    bare = re.sub(r"^(?:(?:for|to|the) )+", "", name, flags=re.IGNORECASE)
    return bool(_BODY.search(name) and _BODY_ENDS.search(name)) or bool(_POST.match(bare))


def stands_beside(text: str, section: str) -> bool:
    """Return whether a passage is an owner, a date or a test that is printed beside a recommendation.

    It says nothing of practice, whatever its words are: "Owner: CAMHS." In a row such cells stand with what
    is asked. A name or a date counts among recommendations alone, a named line in all that is found.

    >>> stands_beside("Test: 30 closures.", "recommendations"), stands_beside("The Board", "findings")
    (True, False)
    """
    if " | " in text or section in ("front-matter", "method", "background", "narrative"):
        return False
    named = _NAMED.match(text)
    if named:
        return not named["short"] or len(named["rest"].split()) <= _SHORT
    return section == "recommendations" and (says_when(text) or names_owner(text))
