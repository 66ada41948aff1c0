"""Finds the day, month or year of the death or harm that a review is about.

A wrong date puts a review on the wrong side of a change, so every date must be tied to the harm by a
label, by the words that tell of it, or by the end of the period under review; else it stays empty.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from learning_themes.corpus.dates import FoundDate, find_dates, find_years
from learning_themes.corpus.found import Found, Sentence, list_sentences
from learning_themes.corpus.report import Block, Report
from learning_themes.corpus.subject import ADULT, CHILD, KIN, Subject

_EVENT = (
    r"(?:serious |critical |fatal |index |significant |final )?"
    r"(?:incident|death|homicide|murder|injury|injuries|harm|event)"
)
_LABEL = re.compile(
    rf"\b(?:age and )?date(?:s)?(?: and time)? of (?:the |child[’']?s? |his |her "
    rf"|serious )?{_EVENT}\b[^:|.;\d]{{0,40}}[:|]?",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"^\W*(?:[A-Z]?\d{{1,2}}[.)]?\W*)?(?:date of )?(?:the )?{_EVENT}(?: date)?\W*$", re.IGNORECASE
)
_CELL = re.compile(rf"(?:^|\| ?)(?:the )?{_EVENT}:? (?=\S)", re.IGNORECASE)
_DEATH = re.compile(
    r"\b(died|dies|death|killed|murder(?:ed)?|homicide|manslaughter|stillborn|suicide|fatal(?:ly)?|drowned"
    r"|pronounced dead|found dead|found to have died|passed away|(?:took|taken|ended|lost) (?:his|her"
    r"|their)(?: own)? li(?:fe|ves)"
    r"|body (?:was|is) (?:found|discovered))\b",
    re.IGNORECASE,
)
_HURT = re.compile(
    r"\b(fractur\w+|unresponsive|overdose|scald\w*|burn(?:s|ed|t)|sepsis|by ambulance"
    r"|ambulance (?:service )?was called|called (?:an ambulance|999)"
    r"|broken (?:bone|arm"
    r"|leg|rib|finger)s?"
    r"|harmed (?:herself|himself|themselves)|seriously (?:harmed|injured|assaulted)"
    r"|serious(?:ly)? (?:harm|injur\w+)|injur\w+"
    r"|(?:was|were) found (?:by|at|in|with|to have)|collapsed|stabbed|shot|shaken|bruis\w+|brain"
    r"|head injur\w+|could not be woken|stopped breathing"
    r"|(?:admitted|taken|brought|rushed|presented|conveyed|airlifted)\b[^.;]{0,40}\b(?:hospital|infirmary"
    r"|surgery|emergency department"
    r"|a&e|accident and emergency|clinic))\b",
    re.IGNORECASE,
)
HARM = re.compile(f"{_DEATH.pattern}|{_HURT.pattern}", re.IGNORECASE)
_INDEX = re.compile(
    r"\bincident (?:(?:which|that) (?:led|resulted|prompted|triggered|gave rise|is the subject)|(?:under"
    r"|subject to) review)",
    re.IGNORECASE,
)
# Words between a date and the harm, or about the date, that make it another date: of a birth, a decision,
# a court, an earlier event, or of somebody's knowing.
_OTHER = re.compile(
    r"\b(born|birth|convict\w*|sentenc\w*|plead\w*|pleaded|trial|court|charged|arrested|inquest"
    r"|coroner\w*|rapid review|guilty"
    r"|decid\w*|decision|determin\w*|resolved|notif\w*|commission\w*|appoint\w*|meeting|met|conference"
    r"|panel|publi\w+|board"
    r"|report(?:s|ed)?|referr\w+(?! to\b[^.;]{0,30}\bas\b)|assess\w+|closed|criteria|previous\w*|earlier"
    r"|former"
    r"|prior|anniversary|interview\w*"
    r"|informed|told|aware|learn\w*|fear\w*|threat\w*|risk|would|could|might|may have"
    r"|review(?:ed)? (?:was|is|has|took)"
    r"|partnership|government|guidance|statutory|act|since|until|historic\w*|diagnos\w*|moved|attempted"
    r"|not (?:died|killed|injured))\b",
    re.IGNORECASE,
)
# Words before the harm: somebody heard of it, or it was somebody else's.
_ELSEWHERE = re.compile(
    r"\b(?:notif\w+|informed|told|aware|heard|learn\w*|guilty|plea|pleaded|convict\w*|charged|sentenced"
    r"|trial|arrested|inquest)\b"
    r"[^.;,]{0,50}$|\b(?:previous|another|other|attempted|since)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
# "His wife had died": of the relatives of an adult, not of the adult.
_RELATIVE = re.compile(
    r"\b(?:his|her|their|whose|\w{1,30}[’']s) (?:\w{1,20} ){1,2}(?:(?:had|was|were|has|been) ){0,2}$",
    re.IGNORECASE,
)
# A paragraph that says why there is a review tells of the harm that it is about.
_CAUSE = re.compile(
    r"\breview\b[^.]{0,120}\b(?:commissioned|undertaken|carried out|conducted|held)\b[^.]{0,120}\bfollowing\b"
    r"|\breview (?:concerns|is about|relates to)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(period|time ?frame|time ?scale|time ?line|scope|cover(?:s|ed|ing)?|look(?:s|ed)? at|examin\w+"
    r"|consider\w*|focus\w*)\b",
    re.IGNORECASE,
)
_DAY_OF = re.compile(
    r"^\W{0,3}(?:being |which (?:is|was) |the ){0,3}(?:date|day|time|night|month) (?:of|when|that"
    r"|on which) (?:the |his |her |their |\S+ )?"
    r"(?:\S+ )?(?:died|dies|death|fatal|incident|homicide|murder|killing|injur\w+|was (?:killed|found"
    r"|injured))",
    re.IGNORECASE,
)
_TO = re.compile(r"\b(?:to|until|till|and|up to)(?: the)?(?: end of)?\W{1,3}$|[-–]\W{0,2}$", re.IGNORECASE)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
# What may stand before a date that opens its sentence. A number is taken whole: "1.1.1." has endless parts.
_LEAD = re.compile(
    rf"^(?:\W{{0,3}}(?:on|in|at|by|the|early|late|evening|night|morning|afternoon|hours|of|one|during"
    rf"|over|it|is|was|{_WEEKDAY}"
    r"|approximately|around|about|weekend|same|a|(?>\d(?:[\d.:]{0,4}\d)?)|am|pm)\b){0,9}\W{0,3}$",
    re.IGNORECASE,
)
_OPENING_BLOCKS, _FAR = 60, 170


@dataclass(frozen=True)
class _Candidate:
    iso: str
    sentence: Sentence
    weight: int


def find_incident(report: Report, subject: Subject, published: str) -> Found | None:
    """Return the date of the death or harm, as exact as it is told; None unless it is sure which it is.

    A date after `published` is no date of the incident.
    """
    labelled = _labelled(report.blocks)
    if labelled:
        return _only(labelled, published)
    sentences = list_sentences(report, blocks=220, pages=12)
    deaths = list(_dated_deaths(sentences, subject, published))
    if deaths:
        return _most_said(deaths)
    opening = [one for one in sentences if one.place < _OPENING_BLOCKS and one.block.page <= 6]
    end = _period_end(sentences)
    return _hurt(opening, subject, published, end) or _at_end(opening, subject, published, end)


# Labels


def _labelled(blocks: tuple[Block, ...]) -> list[Found]:
    found = []
    for place, block in enumerate(blocks):
        text = block.text[:600]
        for label in (*_LABEL.finditer(text), *_cells(block, text)):
            after = text[label.end() : label.end() + 160].split(" | ")[0]
            dates = [one for one in find_dates(after) if not _OTHER.search(after[: one.start])]
            if dates and dates[0].start <= 150:
                found.append(Found(dates[0].iso, block.page, text[label.start() :][:200]))
        if block.kind == "heading" and _HEADING.match(block.text) and place + 1 < len(blocks):
            following = blocks[place + 1]
            dates = find_dates(following.text[:70])
            told = dates and _LEAD.match(following.text[: dates[0].start])
            dates = dates if told else _harm_day(following.text)
            if dates:
                found.append(Found(dates[0].iso, following.page, f"{block.text}: {following.text[:160]}"))
    return found


def _harm_day(text: str) -> list[FoundDate]:
    """Return the one date of the first sentence under such a heading, if that tells of the harm."""
    sentence = re.split(r"\.\s", text[:240])[0]
    dates = find_dates(sentence)
    told = len(dates) == 1 and HARM.search(sentence[: dates[0].start]) and not _OTHER.search(sentence)
    return dates if told else []


def _cells(block: Block, text: str) -> list[re.Match[str]]:
    """Return the label "Incident" or "Event" of a form's row; a chronology's column of events is none."""
    if block.kind == "columns" or re.match(r"(date|when|period|month)\b", text, re.IGNORECASE):
        return []
    return [match for match in _CELL.finditer(text) if match[0][0].isupper() and match.start() == 0]


def _only(found: list[Found], published: str) -> Found | None:
    fitting = [one for one in found if _before(one.value, published)]
    exact = max(fitting, key=lambda one: len(one.value), default=None)
    return exact if exact and all(exact.value.startswith(one.value) for one in fitting) else None


def _before(iso: str, published: str) -> bool:
    shorter = min(len(iso), len(published))
    return not published or iso[:shorter] <= published[:shorter]


# Deaths


def _dated_deaths(sentences: list[Sentence], subject: Subject, published: str) -> Iterator[_Candidate]:
    for sentence in sentences:
        if sentence.block.kind in ("heading", "footnote"):
            continue
        dates = find_dates(sentence.text) or find_years(sentence.text)
        for date in dates:
            if _before(date.iso, published) and _is_death_day(sentence, date, dates, subject):
                weight = 1 + subject.is_named(sentence.text) + (sentence.place < _OPENING_BLOCKS)
                yield _Candidate(date.iso, sentence, weight)


def _is_death_day(sentence: Sentence, date: FoundDate, dates: list[FoundDate], subject: Subject) -> bool:
    text = sentence.text
    if _DAY_OF.match(text[date.end :][:100]):
        return True
    for harm in (*_DEATH.finditer(text), *_INDEX.finditer(text)):
        after = harm.end() <= date.start
        start, end = (harm.end(), date.start) if after else (date.end, harm.start())
        if end < start or end - start > (90 if after else _FAR):
            continue
        between = text[start:end]
        if _parted(between, dates, start, end) or (not after and not _LEAD.match(text[: date.start][-60:])):
            continue
        if after and not re.search(
            r"\b(?:in|on|during|of|at|early|late|[a-z]{3,6}day|circa|around)\W*$", between, re.IGNORECASE
        ):
            continue
        if _whose_death(sentence, harm, subject) and (len(date.iso) > 4 or _names_child(sentence, subject)):
            return True
    return False


def _names_child(sentence: Sentence, subject: Subject) -> bool:
    """Whether the sentence or the one before it names the subject: a mere year asks for that much."""
    return subject.is_named(" ".join((*sentence.before[-1:], sentence.text)))


def _parted(between: str, dates: list[FoundDate], start: int, end: int) -> bool:
    """Whether other words or another date stand between a date and the words of harm."""
    other_date = any(start <= one.start < end for one in dates)
    return other_date or bool(_OTHER.search(between)) or bool(re.search(r"[;]|\bbut\b|\bthat\b", between))


def _whose_death(sentence: Sentence, harm: re.Match[str], subject: Subject) -> bool:
    """Whether the words of harm tell of the one whom the review is about."""
    text = sentence.text
    if _ELSEWHERE.search(text[: harm.start()][-70:]):
        return False
    following = text[harm.end() :][:60]
    named = re.match(r" of (?:the |a |an )?(?:\w+ ){0,2}?(?=\S)", following)
    if harm[0].lower() in ("death", "murder", "homicide", "manslaughter", "suicide") and named:
        people = [one for one in subject.kinds(following) if one[1] <= named.end() + 12]
        if people:
            return people[0][0] == (ADULT if subject.adult else CHILD)
        if re.match(r" of [A-Z]", following):  # a person whom neither the title nor a common word names
            return False
    person = subject.person_at(text, harm.start(), sentence.before)
    if subject.adult:
        return person != KIN and not _RELATIVE.search(text[: harm.start()][-60:])
    return person == CHILD or (not person and bool(_INDEX.match(text, harm.start())))


def _most_said(candidates: list[_Candidate]) -> Found | None:
    """Return the date that has the most weight with those that agree with it; None if two have the same."""
    weights: Counter[str] = Counter()
    for one in candidates:
        weights[one.iso] += one.weight
    agreed = {
        iso: sum(weight for other, weight in weights.items() if iso.startswith(other)) for iso in weights
    }
    best = sorted(agreed, key=lambda iso: (agreed[iso], len(iso)), reverse=True)
    rivals = [iso for iso in best[1:] if not best[0].startswith(iso) and not iso.startswith(best[0])]
    if rivals and agreed[rivals[0]] >= agreed[best[0]]:
        return None
    first = next(one for one in candidates if one.iso == best[0])
    return Found(best[0], first.sentence.block.page, first.sentence.text[:200])


# Harm that was survived, and the end of the period under review


def _period_end(sentences: list[Sentence]) -> str:
    """Return the last date of the period under review, which most often is that of the harm."""
    for sentence in sentences:
        dates = find_dates(sentence.text) if sentence.block.kind in ("paragraph", "bullet") else []
        if dates and _PERIOD.search(sentence.text[: dates[-1].start]):
            last = dates[-1]
            if _TO.search(sentence.text[: last.start][-20:]):
                return last.iso
    return ""


def _hurt(opening: list[Sentence], subject: Subject, published: str, end: str) -> Found | None:
    """Return the one date of harm to the child in the opening; of several, that which ends the period."""
    found = [
        (date.iso, sentence)
        for sentence in opening
        for date in _hurt_days(sentence, subject)
        if _before(date.iso, published)
    ]
    isos = {iso for iso, _ in found}
    ending = {iso for iso in isos if end and (iso.startswith(end) or end.startswith(iso))}
    reason = {iso for iso, sentence in found if _CAUSE.search(sentence.block.text)}
    sure = next((some for some in (isos, ending, reason) if len(some) == 1), set())
    for iso, sentence in found:
        if iso in sure:
            return Found(iso, sentence.block.page, sentence.text[:200], "medium")
    return None


def _hurt_days(sentence: Sentence, subject: Subject) -> Iterator[FoundDate]:
    text = sentence.text
    dates = find_dates(text)
    if sentence.block.kind in ("heading", "footnote", "columns") or len(dates) != 1:
        return
    date = dates[0]
    for harm in _HURT.finditer(text):
        start, stop = (harm.end(), date.start) if harm.end() <= date.start else (date.end, harm.start())
        if stop - start > _FAR or _OTHER.search(text[start:stop]) or _OTHER.search(text[: date.start][-40:]):
            continue
        if subject.person_at(text, harm.start(), sentence.before) == CHILD:
            yield date
            return


def _at_end(opening: list[Sentence], subject: Subject, published: str, end: str) -> Found | None:
    """Return the end of the period under review if the opening tells of the child on that very date."""
    for sentence in opening:
        dates = find_dates(sentence.text) if end else []
        if sentence.block.kind in ("heading", "footnote", "row") or len(dates) != 1:
            continue
        lead = sentence.text[: dates[0].start][-60:]
        told = dates[0].iso == end and (_LEAD.match(lead) or (len(end) > 7 and not _TO.search(lead)))
        near = f"{lead} {sentence.text[dates[0].end :][:90]}"
        child = any(
            kind == CHILD for kind, _, _ in subject.kinds(" ".join((sentence.text, *sentence.after[:1])))
        )
        if told and child and _before(end, published) and not _OTHER.search(near):
            return Found(end, sentence.block.page, sentence.text[:200], "low")
    return None
