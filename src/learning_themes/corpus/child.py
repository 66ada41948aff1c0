"""Finds the age at the incident of the child or children whom a review is about.

The ages of parents, of other children, and of the child at other times are all in the same pages: an age
counts only where the sentence ties it to the child and to the harm, or a form's label says it.
"""

import re

from learning_themes.corpus.found import Found, Sentence, list_sentences
from learning_themes.corpus.incident import HARM
from learning_themes.corpus.report import Report
from learning_themes.corpus.subject import CHILD, Subject

NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty"
).split()
NUMBER = r"(?:\d{1,2}|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + ")"
_UNIT = r"(?:years?|months?|weeks?|days?|hours?)"
SPAN = rf"{NUMBER}(?: and a half|½)?[- ]{_UNIT}(?:[ ,]+(?:and )?{NUMBER} (?:months?|weeks?|days?))?"
_AGE = re.compile(
    rf"\b(?:(?P<list>{NUMBER}(?:, {NUMBER}){{0,8}},? and {NUMBER} (?:years|months|weeks)) (?:old|of age)"
    rf"|(?:aged|ages|ages of)(?: only"
    rf"| just)? (?P<aged>{NUMBER}(?:, {NUMBER}){{0,8}},? and {NUMBER}(?: {_UNIT})?|{SPAN}|{NUMBER})"
    rf"|(?P<old>{SPAN})[- ](?:old|of age)"
    rf"|(?:at )?(?:the|an) age of (?:only |just )?(?P<age_of>{SPAN}|{NUMBER})"
    rf"|(?:girl|boy|child|baby|infant) of (?P<of>{SPAN}|{NUMBER})"
    rf"|\b(?:was|is|were|then) (?:only |just |almost |nearly |about )?(?P<was>{SPAN}|{NUMBER})(?=[.,;]"
    rf"| when| at (?:the|that) time|$)"
    rf"|(?:died|dies|death) (?:at|aged) (?:only |just )?(?P<died>{SPAN})"
    rf"|(?<=and )(?P<second>{SPAN})(?= \(child))",
    re.IGNORECASE,
)
_BARE = re.compile(rf"\b(?:aged? )?({SPAN}|{NUMBER})\b", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:^|[|.;(] ?)(?:(?:child|infant|baby|subject|young person)(?:[’']?s"
    r"|[’'])? )?(?:current )?age(?: of (?:the )?(?:child|infant|subject|young person))?"
    r"(?: and date of incident)?(?: \(?(?:at|when)\b[^:|]{0,50})?:\s*(?P<value>[^|;]{1,60})",
    re.IGNORECASE,
)
CHILD_ROW = re.compile(
    r"^(?:name of )?(?:subject )?(?:child(?:ren)?|infant|baby|young person|subject)\b"
    r"(?:[^:.]{0,40}: |[^:.]{0,15}\. (?=(?:male|female|aged?|boy|girl)\b))",
    re.IGNORECASE,
)
CHILD_HEADING = re.compile(
    r"^\W*(?:[A-Z]?\d{1,2}[.)]?\W*)?(?:the |subject )?child(?:ren)?(?:[’']s details| details)?\W*$",
    re.IGNORECASE,
)
# Words before an age that make it an age at another time, or no age at all.
_OTHER_TIME = re.compile(
    r"\b(since|until|till|before|(?:from|by) (?:the )?age|born|birth|(?:into|entered|entering) care|under"
    r"|over|between"
    r"|children of"
    r"|when (?:he|she|they) (?:was|were) born"
    r"|now|currently|diagnosed|separated|years? later|younger|older than)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_OTHER_EVENT = re.compile(
    r"^[^.;]{0,12}\bwhen (?:his|her|their|the) (?:parents?|mother|father|family|sister|brother)\b"
    r"|^[^.;]{0,30}\bwhen (?:(?:he|she|they) )?(?:first|moved|entered|came (?:into|in to|to (?:live"
    r"|England|the UK)))",
    re.IGNORECASE,
)
_AT_INCIDENT = re.compile(
    r"\bat (?:the )?(?:time|date) of (?:the |his |her |their )?(?:death|incident|injur|serious|harm"
    r"|homicide)|\bwhen (?:(?:he|she|they)|\S+(?: \S)?) "
    r"(?:died|was (?:killed|murdered|injured|found))",
    re.IGNORECASE,
)
_CONCERNS = re.compile(r"\b(?:review|report|case)\b", re.IGNORECASE)
# How surely an age is that at the incident: told with its date or time; beside the harm; in the opening
# sentence that says why there is a review; early on.
_AT_HARM, _BY_HARM, _WHY, _EARLY = 4, 3, 2, 1
_SURE = {_AT_HARM: "high", _BY_HARM: "medium", _WHY: "medium", _EARLY: "low"}
_OPENING = 25  # blocks in which "a boy of ten" is taken to be the boy at the incident
_NEWBORN = re.compile(r"\b(new-?born)(?= (?:baby|infant|child))", re.IGNORECASE)


def find_age(report: Report, subject: Subject, incident: Found | None) -> Found | None:
    """Return the age or ages as printed of the child at the incident, or of the children of an adult."""
    sentences = list_sentences(report, blocks=120, pages=6)
    if subject.adult:
        return _children_of_adult(sentences, subject)
    found = _labelled_age(sentences, subject)
    if found or subject.several:
        return found or _ages_of_several(sentences, subject)
    return _told_age(sentences, subject, incident)


# Ages


def _labelled_age(sentences: list[Sentence], subject: Subject) -> Found | None:
    for sentence in sentences:
        text = sentence.block.text[:400]
        if sentence.before:
            continue  # the label opens its block
        label = _LABEL.search(text)
        adult = subject.kinds(sentence.heading)[:1]
        if label and (not adult or adult[0][0] == CHILD):
            match = _BARE.match(label["value"].strip())
            if match:
                return Found(match[0].strip(), sentence.block.page, text[:200])
        plural = text.lower().startswith("children")
        row = CHILD_ROW.match(text) or CHILD_HEADING.match(sentence.heading)
        if row and sentence.block.kind != "heading":
            ages = _form_ages(text, subject)
            if ages and (len(ages) == 1 or subject.several or plural):
                return Found("; ".join(ages), sentence.block.page, text[:200])
    return None


def _form_ages(text: str, subject: Subject) -> list[str]:
    """Return the ages in a form's line on the child, such as "B9. Male. 3 years 2 months." """
    own = re.split(r"(?i)\b(?:mother|father|sister|brother|sibling|parent|one sister|one brother)", text)[0]
    aged = [_value(match) for match in _AGE.finditer(own)]
    spans = [match[0] for match in re.finditer(rf"(?i)(?<=[.,;] ){SPAN}(?=[.,;]|$)", own)]
    return aged or spans


def _told_age(sentences: list[Sentence], subject: Subject, incident: Found | None) -> Found | None:
    ranked: dict[int, list[tuple[str, Sentence]]] = {}
    for sentence in sentences:
        if sentence.block.kind in ("heading", "footnote"):
            continue
        for match in _AGE.finditer(sentence.text):
            rank = _rank(sentence, match, subject, incident) if _is_childs(sentence, match, subject) else 0
            if rank:
                ranked.setdefault(rank, []).append((_value(match), sentence))
    if not ranked:
        return _newborn(sentences, subject)
    best = max(ranked)
    value, sentence = ranked[best][0]
    ages = {_plain(one) for one, _ in ranked[best]}
    same = {_plain(one) for one, of in ranked[best] if of is sentence}
    if len(same) > 1 or (len(ages) > 1 and best < _AT_HARM):
        return _ages_of_several([sentence], subject)
    return Found(value, sentence.block.page, sentence.text[:200], _SURE[best])


def _rank(sentence: Sentence, match: re.Match[str], subject: Subject, incident: Found | None) -> int:
    """Return how surely an age of the child is that at the incident, of the ranks above; 0 if it is not."""
    text = sentence.text
    dated = bool(incident and incident.words[:60] and incident.words[:60] in text[:200])
    if dated or _AT_INCIDENT.search(text):
        return _AT_HARM
    beside = (*sentence.before[-1:], *sentence.after[:2])
    if _harm_of_child(text, sentence, subject) or any(
        HARM.search(one) and not _tells_of_other(one, subject) for one in beside
    ):
        return _BY_HARM
    opens = sentence.place < _OPENING and (match["of"] or match["old"] or _says_who(sentence, subject))
    if opens and _CONCERNS.search(text):
        return _WHY
    return _EARLY if opens or _CONCERNS.search(text) else 0


def _says_who(sentence: Sentence, subject: Subject) -> bool:
    """Return whether a paragraph opens by saying how old the child is: "Mina is 14." """
    names = "|".join(re.escape(name) for name in subject.names) or r"(?!)"
    return not sentence.before and bool(re.match(rf"(?:{names}) (?:is|was) {NUMBER}\W*$", sentence.text))


def _tells_of_other(text: str, subject: Subject) -> bool:
    harm = HARM.search(text)
    return bool(harm) and subject.person_at(text, harm.start()) not in (CHILD, "")


def _harm_of_child(text: str, sentence: Sentence, subject: Subject) -> bool:
    return any(
        subject.person_at(text, harm.start(), sentence.before) == CHILD for harm in HARM.finditer(text)
    )


def _is_childs(sentence: Sentence, match: re.Match[str], subject: Subject) -> bool:
    text = sentence.text
    before, after = text[: match.start()], text[match.end() :]
    if (
        _OTHER_TIME.search(before[-45:])
        or _OTHER_EVENT.search(after[:60])
        or not _is_child_age(_value(match))
    ):
        return False
    if match["of"]:
        return True
    follows = re.match(
        r" ?(?:female |male |baby |white |black |british ){0,3}(girl|boy|child|baby|infant|male|female"
        r"|young person)\b",
        after,
        re.IGNORECASE,
    )
    if follows and (match["old"] or match["list"]):
        return True
    return subject.person_at(text, match.start(), sentence.before) == CHILD


def _is_child_age(value: str) -> bool:
    first = re.match(rf"{NUMBER}", value, re.IGNORECASE)
    unit = re.search(_UNIT, value)
    if not first:
        return False
    number = int(first[0]) if first[0].isdigit() else NUMBER_WORDS.index(first[0].lower()) + 1
    return number <= 18 or bool(unit and not unit[0].startswith("year"))


def _value(match: re.Match[str]) -> str:
    return next(value for value in match.groups() if value)


def _plain(value: str) -> str:
    words = (
        str(NUMBER_WORDS.index(word) + 1) if word in NUMBER_WORDS else word
        for word in re.split(r"[ -]", value.lower())
    )
    return re.sub(r" ?years?$", "", " ".join(words))


def _newborn(sentences: list[Sentence], subject: Subject) -> Found | None:
    for sentence in sentences:
        match = _NEWBORN.search(sentence.text)
        if match and HARM.search(sentence.text) and not subject.several:
            return Found(match[0], sentence.block.page, sentence.text[:200], "medium")
    return None


def _ages_of_several(sentences: list[Sentence], subject: Subject) -> Found | None:
    """Return the ages of a group where one sentence tells of all of them, as it prints them."""
    for sentence in sentences:
        matches = [match for match in _AGE.finditer(sentence.text) if _is_childs(sentence, match, subject)]
        values = [_value(match) for match in matches]
        whole = len(values) >= 2 or (len(values) == 1 and " and " in values[0] and "month" not in values[0])
        if whole and (
            HARM.search(" ".join((sentence.text, *sentence.after[:1]))) or _CONCERNS.search(sentence.text)
        ):
            return Found("; ".join(values), sentence.block.page, sentence.text[:200], "medium")
    return None


def _children_of_adult(sentences: list[Sentence], subject: Subject) -> Found | None:
    """Return the ages of the children of an adult who died, from the first sentence that tells them."""
    for sentence in sentences:
        values = []
        for match in _AGE.finditer(sentence.text):
            if _is_childs(sentence, match, subject):
                values.append(_value(match))
        if values and sentence.place < 2 * _OPENING:
            return Found("; ".join(dict.fromkeys(values)), sentence.block.page, sentence.text[:200], "medium")
    return None
