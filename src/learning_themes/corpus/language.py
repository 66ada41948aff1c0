"""Tells which language a report is written in, from its commonest words."""

import re
from collections import Counter
from collections.abc import Iterable

LANGUAGES = {
    "en": "English", "cy": "Welsh", "ga": "Irish", "fr": "French", "de": "German", "es": "Spanish",
    "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "pl": "Polish", "ro": "Romanian",
}  # fmt: skip
# Words that are common in one of these languages and rare in the others.
_COMMON = {
    "en": "the of and to in was that for with had were by not she they from this which been her",
    "cy": "yn y yr ac ar oedd wedi ei gan bod mae roedd eu nad hwn gyda hyn sydd cael fod",
    "ga": "agus ar an na bhí le sé leis atá gur ina dá chun sin iad faoi nach dom ag go",
    "fr": "le la les des et est une dans qui pour sur avec par été était pas cette aux ses du",
    "de": "der die und das nicht ist mit den von dem ein eine für auf wurde sich auch dass zu im",
    "es": "el la los las que y en del por con una para fue se su como más había este al",
    "it": "il la che di non per una del della con sono è nel gli alla stato anche dei era le",
    "pt": "o que não uma para com os do da em foi mais as dos por ao na sua como é",
    "nl": "de het een van en dat niet met voor is op aan zijn door werd ook naar bij om hij",
    "pl": "nie się na że do jest przez był jak dla oraz była po od ich tego ale lub został przed",
    "ro": "și în la nu să care pentru din este cu că fost mai ale de prin sau lui pe au",
}
_COMMONS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_ENOUGH = 20  # common words without which no language is named


def find_language(texts: Iterable[str]) -> str:
    """Return the code of the language whose commonest words the texts use most; "" for too few words.

    >>> find_language(["The child was seen and the mother said that she had been at home."] * 4)
    'en'
    """
    words = Counter(word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower()))
    scores = {code: sum(words[word] for word in common) for code, common in _COMMONS.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= _ENOUGH else ""
