"""The words by which recommendations are told from what stands around them."""

import re

from learning_themes.themes.beside import DUE, NAME_ENDS, OWNER, TEST

# Headings under which something is asked for.
ASKING_HEADING = re.compile(
    r"recommend|\bactions?\b|improve|needs? to change|should (happen|change)|what (next|will|must|we)"
    r"|next steps?"
    r"|\basks?\b|commitments?|proposals?|priorit(y|ies)|must do|within \w+ (weeks|months)|^immediately",
    re.IGNORECASE,
)
# Headings under which others' or earlier recommendations, or what was done about them, are told.
OTHER_HEADING = re.compile(
    r"\b(previous|earlier|past|former|prior|other reviews|already (taken|done|made)|taken (since|so"
    r" far|to date)"
    r"|action taken|actions taken|progress (on|with|against|since|made)|steps taken|done so far"
    r"|(?<!from )learning points?|lessons? learn\w*|good practice)\b",
    re.IGNORECASE,
)
EARLIER = re.compile(
    r"\b(previous|earlier|past|former|prior|progress|other reviews|taken|done)\b", re.IGNORECASE
)
RECOMMENDS = re.compile(r"\brecommend", re.IGNORECASE)
_INTRODUCES = re.compile(
    r"\b(following|below|these|those|above|all of the|such)( \w+){0,3} (recommendations?|actions?"
    r"|areas?|points?|steps)\b"
    r"|\brecommendations? (\w+ )?(are|is|were|was|have|has|arise|arising|from|in|made|states?|that"
    r" follow)\b"
    r"|\bmak(es?|ing) (\w+ ){0,4}recommendations?\b|^each (recommendation|one|action|of)\b|\bas follows\b"
    r"|\b(set out|listed|shown) (below|in|above)\b|\bfollowing (actions?|recommendations?|areas)\b"
    r"|\b(has|have|had|was|were) (accepted|agreed) (the|all|these|to (it|them|each))\b|^progress (will"
    r"|against|on|is)\b"
    r"|\baccepted by\b|\bwere written\b|\bdates for\b|\brecommend(s|ed)? as follows\b"
    r"|^(these|they|all of these|both|some) (are|were|have|will)\b"
    r"|^(there (are|were|is|was) no|no (further )?recommendations?)\b|\bdid not find any\b|\bno"
    r" recommendations?\b"
    r"|\b(does|do|did) not recommend\b|\bseverally|monitored (by|through)\b",
    re.IGNORECASE,
)
# What another review, or this one's agencies, asked before.
_QUOTES = re.compile(
    r"\b(had|has|have) (been )?(already )?recommend(ed)?\b|\bwas recommended\b|\bthe (19|20)\d\d \w+("
    r" \w+)? recommend"
    r"|\brecommended (by|in) (the|an?|that) (\w+ )?(previous|earlier|\d{4})"
    r"|\b(previous|earlier|(19|20)\d\d) (\w+ ){0,3}(review|report|scr|dhr|sar|cspr)\b[^.;]{0,60}\brecommend"
    r"|\b(reviews?|reports?|panel|author|board|scr|dhr|inspectors?) recommended\b"
    r"|\brecommended (in|nationally|for|life)\b|\brecommendations? (of|from|in) (the|an?) (\w+"
    r" )?(19|20|earl|prev)",
    re.IGNORECASE,
)
MODAL = re.compile(
    r"\b(should|shall|must|will|ought to|needs? to|(is|are) to)\b(?! have\b| not have\b)", re.IGNORECASE
)
_IMPERATIVES = (
    "ensure agree review develop establish introduce create commission provide publish ask audit"
    " report hold set"
    " require revise make put strengthen improve implement continue work promote deliver offer"
    " consider complete"
    " monitor seek raise reduce extend add adopt amend include remind write share identify produce"
    " update use train"
    " undertake build clarify embed explore evaluate record restore treat secure brief visit keep"
    " remove give check"
    " repeat send listen guarantee specify open present vary dip reissue issue support test take"
    " increase lead"
    " arrange bring stop end change phone fund find get obtain encourage engage enable explain"
    " disseminate challenge"
    " conduct carry circulate design draft assure measure maintain map prioritise reinforce refresh"
    " refer appoint revitalise utilise fully hold sustain secure accelerate consolidate seek"
    " finalise simplify clear collate accept notify tell start choose show"
)
_IMPERATIVE = re.compile(rf"^(?:to )?(?:{'|'.join(_IMPERATIVES.split())})\b", re.IGNORECASE)
_TO_DO = re.compile(r"^(?:[^.;:]{3,160}?) to (?!the\b|all\b|any\b|this\b|that\b|their\b|each\b)[a-z]{2,}\b")
_THAT = re.compile(r"^(?:\w+[\w ]{0,60}? recommends? )?that\b", re.IGNORECASE)
IN_TEXT = re.compile(
    r"^(?:therefore,? |accordingly,? |in addition,? )?(?:it is (?:therefore |also )?recommended|(?:the"
    r" |this )?"
    r"(?:(?:independent |lead |overview |serious case |domestic homicide )?(?:review|panel|author"
    r"|reviewers?|board"
    r"|partnership|report))(?: \w+)? recommends?|(?:i|we) (?:therefore |also )?recommend)(?: that|:|,"
    r"| the| to)",
    re.IGNORECASE,
)  # fmt: skip
# Parts that some templates print behind a recommendation, each after its name and a colon or as a question.
PART = re.compile(
    r"^(?P<name>(?:the )?(?:rationale|reasons?|why(?: this matters)?|success(?: measures?| criteria)?"
    r"|measures? of success|outcomes?"
    r"|(?:intended|expected|desired|anticipated) (?:outcomes?|impact|benefits?)|impact|evidence(?: of"
    r" [a-z ]+)?|learning(?: points?)?|findings?"
    r"|linked to|links? to|progress|status|rag(?: rating)?|background|context|priority|response"
    rf"|(?P<test>{TEST})|(?P<owner>{OWNER})|(?P<due>{DUE}))){NAME_ENDS}",
    re.IGNORECASE,
)


def introduces(text: str) -> bool:
    """Return whether a text leads to recommendations, or tells of them, and is none itself.

    >>> introduces("The panel makes the following six recommendations."), introduces("The Board should act.")
    (True, False)
    """
    return bool(_INTRODUCES.search(text))


def asks_nothing(text: str) -> bool:
    """Return whether a text is a question to the reader, or a named part that stands beside a recommendation.

    >>> asks_nothing("Test: audit of 30 closures."), asks_nothing("The Board should audit 30 closures.")
    (True, False)
    """
    return text.rstrip().endswith("?") or bool(PART.match(text))


def quotes_others(text: str) -> bool:
    """Return whether a text tells what was recommended elsewhere or before.

    >>> quotes_others("The 2014 review had recommended a protocol.")
    True
    """
    return bool(_QUOTES.search(text))


def leads_in(text: str) -> bool:
    """Return whether a text only leads to recommendations: one that orders something itself does not.

    >>> leads_in("The Board should act on the recommendations in this report.")
    False
    """
    return introduces(text) and not (is_order(text) or _ORDERS.search(text) and "following" not in text)


_ORDERS = re.compile(r"\b(should|shall|must)\b(?! be read)")


def is_order(text: str) -> bool:
    """Return whether a sentence begins with an order, "Ensure that …", so that it names nobody who acts.

    >>> is_order("Ensure that schools audit it."), is_order("Support services should meet.")
    (True, False)
    """
    if not _IMPERATIVE.match(text):
        return False
    modal = MODAL.search(text)
    noun = (
        bool(modal) and len(text[: modal.start()].split()) <= 3 and not text.casefold().startswith("ensure")
    )
    return not noun


def asks(text: str) -> bool:
    """Return whether a text asks for something: by "should", as an order, or after "that".

    >>> asks("Levels Police to record it."), asks("The school closed in May.")
    (True, False)
    """
    return any(pattern.search(text) for pattern in (MODAL, _IMPERATIVE, _TO_DO, _THAT, IN_TEXT))
