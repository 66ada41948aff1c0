"""What people type into a tracker, understood where it is clear: dates, statuses, responses, owners.

Nothing is guessed silently: each value comes back with how it was read, or as not understood.
"""

import re
from calendar import monthrange
from datetime import date
from difflib import get_close_matches

from learning_themes.action_tables import RESPONSES, STATUSES
from learning_themes.corpus.typed_dates import Understood
from learning_themes.typed_cells import as_text

STATUS_WORDS = {
    "not started": "not started|not yet started|not begun|not done|to do|to be done|to be started"
    "|no action yet|new",
    "in progress": "in progress|ongoing|on going|underway|under way|started|begun|in hand|part complete"
    "|partially complete|partly complete|partially completed|partly completed|on track|on target|on schedule"
    "|progressing",
    "complete": "complete|completed|done|closed|finished|action complete|action completed|blue complete"
    "|signed off",
    "evidence of impact seen": "evidence of impact seen|impact seen|evidence of impact|impact evidenced"
    "|embedded",
    "stopped": "stopped|withdrawn|cancelled|superseded|no longer needed|not to be done",
}
RESPONSE_WORDS = {
    "accepted": "accepted|accept|agreed|yes|accepted in full|fully accepted",
    "partly accepted": "partly accepted|partially accepted|part accepted|accepted in part|in part|partly",
    "not accepted": "not accepted|rejected|declined|not agreed|no",
}
# What under "Evidence of impact" says that there is none: whole cells, and beginnings of short ones.
NO_EVIDENCE = frozenset(
    "n a|na|nil|no|none|nothing|tbc|tba|tbd|unknown|pending|awaited|yes|ok|x|ongoing|in progress|as above"
    "|see above|see note|see notes|not applicable|not known|not available|don t know|to follow|too early"
    "|too soon|done|complete|completed|actioned|to be confirmed".split("|")
)
_NONE_YET = re.compile(
    r"(?:not yet|to be|will be|awaiting|awaited|pending|too (?:early|soon) to"
    r"|audit (?:due|planned|pending|to follow))(?: [a-z]+){0,4}"
    r"|(?:none|nothing|no evidence|no impact|no evidence of impact)"
    r"(?: (?:yet|so far|to date|known|seen|recorded|available|at present))?"
)
# What lists of actions say by colour; what red and green mean differs between people, and is asked for.
COLOURS = {"amber": "in progress"}
BRAG = {"blue": "complete", "b": "complete", "a": "in progress"}  # under a heading that says BRAG
_RATED = re.compile(r"^b?rag (?:(?:rating|rated|status) )?")
_MONTHS = re.compile(
    r" (?:january|february|march|april|may|june|july|august|september|october|november|december)$"
)
# Whatever follows says by whom, when or why; "withdrawn from two schools" is another matter.
_WITHDRAWN = re.compile(
    r"(?:withdrawn|superseded|cancelled|no longer needed)"
    r"(?=\s*[-–—:;,.(/\[]|\s+(?:by|on|as|at|in|since|following|because|due|after)\b)",
    re.IGNORECASE,
)
CLOSE = 0.82  # of difflib, from which a misspelling of one known word is clear
_PLAIN = re.compile(r"[^a-z]+")


def plain_words(text: str) -> str:
    """Return `text` in small letters with single spaces for all else.

    >>> plain_words(" In-Progress ")
    'in progress'
    """
    return _PLAIN.sub(" ", text.lower()).strip()


def read_status(typed: object) -> Understood:
    """Return the status that a cell means: one of STATUSES, "" if it is empty.

    >>> read_status("Compelte"), read_status("incomplete").clear
    (Understood(value='complete', clear=True, exact=False), False)
    >>> read_status("Withdrawn by the panel, May 2024").value, read_status("withdrawn from two").clear
    ('stopped', False)
    """
    return _read_word(typed, STATUS_WORDS, STATUSES)


def read_listed_status(words: str, heading: str) -> str:
    """Return the status that a list of actions means, under its heading; "" where a person has to say.

    >>> typed = ("Amber", "Completed March 2015", "RAG: green", "On track")
    >>> [read_listed_status(words, "RAG") for words in typed]
    ['in progress', 'complete', '', 'in progress']
    """
    read = read_status(words)
    plain = plain_words(words)
    undated = read_status(_MONTHS.sub("", plain))
    colours = COLOURS | BRAG if "brag" in plain_words(heading) else COLOURS
    return read.value or ("?" not in words and undated.value) or colours.get(_RATED.sub("", plain), "")


def read_response(typed: object) -> Understood:
    """Return the response that a cell means: one of RESPONSES.

    >>> read_response("Agreed").value
    'accepted'
    """
    return _read_word(typed, RESPONSE_WORDS, RESPONSES)


def _read_word(typed: object, known: dict[str, str], allowed: tuple[str, ...]) -> Understood:
    text = as_text(typed)
    if not text or text in allowed:
        return Understood(text)
    if "?" in text:  # "complete?" asks
        return Understood("", clear=False)
    if known is STATUS_WORDS and re.fullmatch(r"100 ?%", text):
        return Understood("complete", exact=False)
    if known is STATUS_WORDS and _WITHDRAWN.match(text):
        return Understood("stopped", exact=False)
    words = {word: value for value, spelled in known.items() for word in spelled.split("|")}
    plain = plain_words(text)
    if plain in words:
        return Understood(words[plain], exact=words[plain] == text.lower())
    same_start = [word for word in words if word[:1] == plain[:1]]  # "incomplete" is no "complete"
    close = {words[word] for word in get_close_matches(plain, same_start, cutoff=CLOSE)}
    if len(close) == 1:
        return Understood(close.pop(), exact=False)
    return Understood("", clear=False)


def read_yes(typed: object) -> Understood:
    """Return "yes" for a cell that says so, "" for one that is empty or says no.

    >>> read_yes("Y").value, read_yes("no").value, read_yes("maybe").clear
    ('yes', '', False)
    """
    plain = plain_words(as_text(typed))
    if plain in ("yes", "y", "x", "true"):
        return Understood("yes")
    return Understood("", clear=plain in ("", "no", "n", "false"))


def read_evidence(typed: object) -> Understood:
    """Return the evidence of impact that was typed; "" for words that say there is none yet.

    >>> [read_evidence(text).value for text in ("n/a", "TBC", "Not yet audited", "Nine of ten name him")]
    ['', '', '', 'Nine of ten name him']
    """
    text = as_text(typed)
    plain = plain_words(text)
    bare = not any(letter.isdigit() for letter in text)  # "-" and "?" say nothing, "12/15" may
    if text and ((bare and (not plain or plain in NO_EVIDENCE)) or _NONE_YET.fullmatch(plain)):
        return Understood("", exact=False)
    return Understood(text)


def last_day(iso: str) -> date:
    """Return the last day that a date as exact as it is known can mean.

    >>> last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    year, month, day = ([int(part) for part in iso.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def read_owners(typed: object) -> str:
    """Return owners joined by "; ", however they were parted.

    >>> read_owners("Police;  Health /n")
    'Police; Health /n'
    """
    return "; ".join(part for part in (p.strip() for p in re.split(r"[;\n]", as_text(typed))) if part)
