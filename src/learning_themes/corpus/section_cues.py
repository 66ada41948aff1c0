"""Tells what the text below a heading does, where the heading's words do not: a handful of cue words."""

import re
from collections.abc import Iterable, Mapping

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_COUNT = r"(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_SENTENCE = re.compile(r"(?<=[.?!:;])\s+")
_FEW = 3  # sentences from which a text tells anything

# A sentence of a section holds one of these. Compared in lower case, apostrophes straight.
_CUES = {
    "method": re.compile(
        r"\b(terms of reference|lines? of enquiry|methodolog|(serious case|safeguarding practice|rapid|homicide|adult) reviews?"
        r"|th(is|e) review (was|is|has been|will|would|looks?|covers?|considers?|process|period|panel|group|team)"
        r"|(review|board|partnership|panel|executive|group) (met|commissioned|decided|agreed|resolved|asked|appointed|instructed)"
        r"|commission(ed|ing)|period under review|chronolog(y|ies)|management re(views?|ports?)|agency reports?"
        r"|learning events?|reflective (session|workshop)s?|interviewed"
        r"|i (read|met|spoke|talked|was asked|was appointed|have read|have had|have no|had not met)"
        r"|we (read|met|spoke|talked|looked at|were asked)|independent (chair|author|reviewer|scrutineer)"
        r"|lead reviewers?|working together|statutory guidance|section 16c|notified|criteria|hindsight|pseudonyms?"
        r"|anonymis|this report|took part|contributed to|practitioners (attended|who)|documents|records were"
        r"|were (invited|consulted)|publication|my opinion|balance of probabilities|chapter)"
    ),
    "dates": re.compile(
        rf"\b(({_MONTHS}),? (19|20)\d\d|\d{{1,2}}(st|nd|rd|th)? (of )?({_MONTHS})|in (early |mid |late )?({_MONTHS}|spring"
        r"|summer|autumn|winter|(19|20)\d\d)|(days?|weeks?|months?|years?|mornings?|evenings?|nights?|afternoons?) (later|after|before|earlier)"
        r"|the (next|same|following) (day|week|month|year|morning|evening|night)|that (day|week|month|year|morning"
        r"|evening|night|afternoon|summer|autumn|winter|spring)|at \d{1,2}[.:]\d\d|on (mon|tues|wednes|thurs|fri|satur|sun)day)"
    ),
    "judgement": re.compile(
        r"\b((should|could|would|ought to|might) have|(did|does|do|was|were|is|had|could) ?n[o']t|there (was|were|is) no|no ?one"
        r"|nobody|nothing|never|none of|fail(ed|ure|s)|missed|opportunit|because|in my (view|opinion|judgement)"
        r"|(review|panel|group|author|reviewers?) (finds?|found|considers?|concludes?|thinks?|believes?)|(we|i) (think|found|find"
        r"|consider)|evidence|weak|lack|too (often|little|late|many|much)|rather than|instead)"
    ),
    "advice": re.compile(r"\b(recommend|should(?! have)|shall|must|will|needs? to|ought to(?! have))\b"),
    "people": re.compile(
        r"\b(lived?|lives|living|born|aged|years old|year-old|brothers?|sisters?|siblings?|half-|grandmother|grandfather|gran"
        r"|household|ethnic|british|heritage|liked?|likes|loved?|loves|family|parents?|partner)\b"
    ),
    "questions": re.compile(r"(\?$|^([(]?[a-z0-9]{1,2}[.)] )?(whether|how|what|to what extent|did|was|were|why|in what)\b)"),
}  # fmt: skip

_TIME = re.compile(
    rf"^(to|from|by|until|up to|before|after|since|between|early|mid|late|the|in|on|about|around)? ?"
    rf"(({_MONTHS})\b|(spring|summer|autumn|winter|christmas|easter)\b|\d{{1,2}}(st|nd|rd|th)? ({_MONTHS})\b|(19|20)\d\d\b"
    rf"|((year|day|week|month|age|aged) {_COUNT}\b)|{_COUNT} (in the (morning|afternoon|evening)|at night|oclock|days|weeks|months|years)\b"
    rf"|\d{{1,2}} ?(am|pm)\b|(mon|tues|wednes|thurs|fri|satur|sun)day\b|(first|second|third|next|last|final|following|same) (\w+ )?"
    r"(day|night|weekend|week|weeks|month|months|year|years|summer|winter|lockdown|pandemic)\b|(pandemic|lockdown|midnight|noon)\b)"
)

_AGENCY = re.compile(
    r"\b(trust|police|constabulary|council|board|partnership|school|schools|academy|college|nursery|group|nhs|hospital|hospitals"
    r"|service|services|probation|cafcass|care|practice|practices|practitioners|housing|association|camhs|health|gps?|midwifery|education"
    r"|team|pharmacy|icb|ccg)\b"
)

_ASKED = re.compile(
    r"\b(terms of reference|lines? of enquiry|(following|these|specific) (questions|issues|areas|matters|points)"
    r"|asked (the (review|author|panel)|to (consider|look at|answer|examine))|(review|panel|author) (would|will|should|was to|is to"
    r"|was asked to|set out to) (consider|examine|explore|address|look))\b"
)


def count_cues(texts: Iterable[str]) -> dict[str, float]:
    """Return for each kind of cue the share of sentences that hold one, and `sentences`, their number."""
    plain = [_straight(text) for text in texts]
    sentences = [one for text in plain for one in _SENTENCE.split(text) if len(one.split()) > 3]
    shares = {
        kind: sum(bool(cue.search(one)) for one in sentences) / max(1, len(sentences))
        for kind, cue in _CUES.items()
    }
    return shares | {"sentences": float(len(sentences))}


def judge_text(cues: Mapping[str, float], *, named: str, late: bool) -> str:
    """Return the section that a text reads like, or "" where it does not tell.

    `named` is what its heading says weakly, if anything; it stands unless the text says clearly another
    thing. `late` tells that events or their analysis went before: no terms of reference come then.
    """
    if cues["sentences"] < _FEW:
        return ""
    if cues["advice"] >= 0.4 and cues["judgement"] < 0.3 and named != "background":
        return "recommendations"
    judging = cues["judgement"] >= 0.2 and cues["judgement"] > 1.5 * cues["dates"]
    if named in ("narrative", "method", "findings"):
        return "analysis" if judging and cues["sentences"] >= 8 and cues["questions"] < 0.3 else ""
    if not late:
        return _judge_early(cues)
    if judging:
        return "analysis"
    return "narrative" if cues["dates"] >= 0.3 and cues["dates"] > 2 * cues["judgement"] else ""


def _judge_early(cues: Mapping[str, float]) -> str:
    if cues["method"] + cues["questions"] / 2 >= 0.25:
        return "method"
    if cues["people"] >= 0.25 and cues["people"] >= cues["dates"]:
        return "background"
    return "narrative" if cues["dates"] >= 0.3 and cues["sentences"] >= 8 else ""


def is_time(words: str) -> bool:
    """Return whether a heading, as plain words, begins with a time or a period.

    >>> is_time("january to june 2012"), is_time("nine in the morning"), is_time("the bruise of may 2014")
    (True, True, False)
    """
    return bool(_TIME.match(words))


def is_agency(heading: str) -> bool:
    """Return whether a heading is the name of an agency, as far as its words and capitals tell.

    >>> is_agency("For Marlmoor Probation Trust"), is_agency("The trust was broken by the police")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]+", heading)
    small = [word for word in words if word.islower() and word not in ("of", "and", "the", "for", "in", "s")]
    most = {word.lower() for word in words}
    return 0 < len(words) <= 12 and len(small) <= len(words) // 3 and bool(_AGENCY.search(" ".join(sorted(most))))


def leads_to_questions(text: str) -> bool:
    """Return whether a paragraph announces what a review was asked: "The lines of enquiry were:"."""
    plain = _straight(text)
    return plain.endswith(":") and bool(_ASKED.search(plain))


def is_question(text: str) -> bool:
    """Return whether a paragraph is a question, or a clause that begins as one."""
    return bool(_CUES["questions"].search(_straight(text)))


def _straight(text: str) -> str:
    return text.lower().replace("’", "'").strip()
