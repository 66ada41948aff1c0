"""Tells names of bodies from other words, parts lists of them, and finds the body that a review means."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

_SHORTEST_ACRONYM = 3
_QUOTES = str.maketrans("’‘", "''")


@cache
def load_bodies() -> dict[str, re.Pattern[str] | dict[str, re.Pattern[str]]]:
    """Return the patterns of bodies.yaml: `nouns`, `joining`, `whole`, and `kinds` by name."""
    data = YAML(typ="safe").load((Path(__file__).parent / "bodies.yaml").read_text("utf-8"))
    joining = "|".join(map(re.escape, data["joining"]))
    return {
        "nouns": re.compile(rf"^({'|'.join(data['nouns'])})(['’]s?)?$", re.IGNORECASE),
        "joining": re.compile(rf"^({joining})$", re.IGNORECASE),
        "whole": re.compile(rf"\b({'|'.join(data['whole'])})\b", re.IGNORECASE),
        "kinds": {name: re.compile(rf"^({words})$", re.IGNORECASE) for name, words in data["kinds"].items()},
    }


def read_words(text: str) -> list[str]:
    """Return the words of a name, hyphens and apostrophes kept: "the 0-19 service" has three."""
    return re.findall(r"[\w&][\w'’&-]*", text)


def is_noun(word: str) -> bool:
    """Return whether a word is one of those that bodies are called by."""
    return bool(load_bodies()["nouns"].match(word))


def is_bodies(text: str, *, loose: bool = False) -> bool:
    """Return whether a text is nothing but the names of one or more bodies; `loose` lets more small words by.

    >>> is_bodies("Calderstone Council (Education) and all schools"), is_bodies("The trust was broken")
    (True, False)
    """
    words = read_words(re.sub(r"\([^()]*\)", "", text))
    joining = load_bodies()["joining"]
    if not words or len(words) > 30 or text.rstrip().endswith((".", "?", "!")):
        return False
    plain = [w for w in words if not (w[0].isupper() or w[0].isdigit() or is_noun(w) or joining.match(w))]
    named = [word for word in words if is_noun(word)]
    return bool(named) and len(plain) <= len(words) // (3 if loose else 5) and has_head(text)


def has_head(text: str) -> bool:
    """Return whether what comes before "of" or "for" ends with a body: "office", not "guidance"."""
    text = re.sub(r"\([^()]*\)", "", text)
    head = read_words(re.split(r"(?<=\w),? (?:of|for|in|with|to|on|by|between|from) ", text)[0])
    rest = [word for word in head if not load_bodies()["joining"].match(word)]
    capitals = len(rest) > 1 and all(word[0].isupper() for word in rest)
    return bool(rest) and (capitals or is_noun(rest[-1]))


def part_bodies(text: str) -> list[str]:
    """Return the bodies of a list: "Clearway and the Probation Service" is two, "Health and Social Care" one.

    >>> part_bodies("Calderstone Council, Levels Police and local vets")
    ['Calderstone Council', 'Levels Police', 'local vets']
    >>> part_bodies("the Department of Health and Social Care")
    ['the Department of Health and Social Care']
    """
    text = re.sub(r"\s+", " ", re.sub(r"[\[\]]", "", text)).strip(" .,;:")
    parts = [part for piece in re.split(r"\s*[;/\n]\s*", text) for part in _part_list(_shield(piece))]
    return list(dict.fromkeys(_unshield(part).strip(" .,;:") for part in parts if part.strip(" .,;:")))


def _shield(text: str) -> str:
    """Return the text with the joins that join nothing hidden, those in brackets too."""

    def hide(match: re.Match[str]) -> str:
        return match[0].replace(" and ", "\x00").replace(", ", "\x01")

    return re.sub(r"\([^()]*\)", hide, load_bodies()["whole"].sub(hide, text))


def _unshield(text: str) -> str:
    return text.replace("\x00", " and ").replace("\x01", ", ")


def _part_list(text: str) -> list[str]:
    text = re.sub(
        r",? (?:together with|jointly with|in partnership with|with|alongside|as well as) ", ", ", text
    )
    pieces = re.split(r", (?:and )?(?=(?:the|all|every|each|local) |[A-Z0-9])", text)
    parts: list[str] = []
    for place, piece in enumerate(pieces):
        alone = place == 0 or " and " in pieces[-1] or any(is_noun(word) for word in read_words(piece))
        if not alone:
            parts[-1] += f", {piece}"
            continue
        parts += _split_and(piece, listed=len(pieces) > 1 and place == len(pieces) - 1)
    return parts


def _split_and(text: str, *, listed: bool) -> list[str]:
    """Return a piece split at each "and" or "&" that has a body of its own on either side."""
    parts = [text]
    while match := _find_join(parts[-1], listed=listed):
        last = parts.pop()
        parts += [last[: match.start()], last[match.end() :]]
    return parts


def _find_join(text: str, *, listed: bool) -> re.Match[str] | None:
    for match in re.finditer(r" (?:and|&) ", text):
        left, right = text[: match.start()], text[match.end() :]
        if _stands_alone(left, right, listed=listed):
            return match
    return None


def _stands_alone(left: str, right: str, *, listed: bool) -> bool:
    named = any(is_noun(word) for word in read_words(left))
    starts = bool(re.match(r"(the|all|every|each|local|any)\b", right))
    capital = left[:1].isupper() and not re.match(r"(the|all|every)\b", left, re.IGNORECASE)
    if starts and (named or capital):
        return True
    own = any(is_noun(word) for word in read_words(right)) or (right[:1].isupper() and "of" not in right)
    return (named or listed) and own


class Bodies:
    """The bodies that one review names, for telling whom it means by "the Trust" or "CSCP"."""

    def __init__(self, partnership: str, names: Iterable[str]) -> None:
        self._partnership = partnership
        self._names = [name for name in dict.fromkeys(map(_bare, names)) if name]

    def name(self, words: str) -> str:
        """Return the body meant by some words: the named one, else a kind of body, else the words."""
        bare = _bare(words)
        plain = bare.translate(_QUOTES)
        if self._partnership and self._is_partnership(plain):
            return self._partnership
        kind = next((kind for kind, pattern in load_bodies()["kinds"].items() if pattern.match(plain)), "")
        if not kind and plain in {name.translate(_QUOTES) for name in self._names}:
            return bare[:1].upper() + bare[1:]
        return self._longer(plain) or kind or bare[:1].upper() + bare[1:]

    def _is_partnership(self, plain: str) -> bool:
        ours = self._partnership
        if plain.casefold() == _bare(ours).casefold():
            return True
        generic = {"board", "partnership", "lscb", "lscp", "scp", "partnership executive"}
        last = ours.split()[-1].casefold()
        if plain.casefold() in generic and (
            plain.casefold() == last or plain.casefold().startswith(("ls", "sc"))
        ):
            return True
        letters = "".join(word[0] for word in re.findall(r"[A-Za-z]+", ours) if word[0].isupper())
        place = ours.split()[0].casefold()
        short = re.sub(rf"^{re.escape(place)} ", place[0], plain.casefold())
        if short in (
            letters.casefold(),
            letters.casefold().replace("l", "", 1) if letters[1:2] == "L" else "",
        ):
            return True
        unlocal = re.sub(r"^\S+ (local )?", "", ours.casefold())
        return plain.casefold() in (unlocal, f"local {unlocal}")

    def _longer(self, plain: str) -> str:
        """Return the only named body that ends with these words, which are too few to be its name."""
        if not plain or len(read_words(plain)) > 5:
            return ""
        end = plain.casefold()
        found = {
            name
            for name in self._names
            if len(name) > len(plain) and name.translate(_QUOTES).casefold().endswith(f" {end}")
        }
        return found.pop() if len(found) == 1 else ""


def _bare(name: str) -> str:
    """Return a name without "the" before it."""
    return re.sub(r"^(the)\s+", "", name.strip(), flags=re.IGNORECASE)


def list_named(texts: Iterable[str]) -> list[str]:
    """Return the named bodies in some texts: capitals that end with a word that bodies are called by."""
    word = r"[A-Z][\w'’-]*"
    pattern = re.compile(rf"\b{word}(?: (?:{word}|of|and|&|for|the(?= [A-Z]))){{1,8}}")
    names = []
    for text in texts:
        for match in pattern.finditer(text):
            for part in part_bodies(match[0]):
                last = read_words(part)[-1:] if part[:1].isupper() else []
                first = part.split()[0]
                if last and is_noun(last[0]) and len(part.split()) > 1 and first not in _OPENERS:
                    names.append(part)
    return sorted(set(names))


_OPENERS = {
    "The",
    "A",
    "All",
    "Every",
    "Each",
    "Both",
    "That",
    "This",
    "For",
    "In",
    "To",
    "If",
    "When",
    "Where",
}
