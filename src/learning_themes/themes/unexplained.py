"""Gathers what the codebook does not explain: words of passages without a theme, or without a sure one."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sp
from spacy.tokens import Doc, Token

from learning_themes.themes.beside import stands_beside
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.examples import load_examples
from learning_themes.themes.language import load_language, read_docs

SEARCHED = ("summary", "analysis", "findings", "good-practice", "recommendations")
EXPLAINED_FROM = 0.6  # a theme found with less confidence leaves a passage unexplained
SHORTEST_WORD = 3
HOUSE_SHARE = 0.25  # of reviews: a word in the headings of more of them is of the template
COMMON_SHARE = 0.6  # of reviews: a word in the text of more of them is everybody's
_LABEL = re.compile(r"(^|\|)\s*[^:|]{1,40}:")  # names of columns that a row's passage repeats
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Unexplained:
    """Unexplained passages and their words, beside how often each word stands in what is explained.

    `holds` is passage × word (0 or 1); `reviews`, `authors` and `blocks` (the text below one heading) number
    those of each passage; `explained` counts the passages, of `explained_size`, that hold each word and are
    explained.
    """

    passages: pd.DataFrame
    words: np.ndarray
    holds: sp.csr_matrix
    reviews: np.ndarray
    authors: np.ndarray
    blocks: np.ndarray
    explained: np.ndarray
    explained_size: int

    def select(self, rows: np.ndarray) -> "Unexplained":
        """Return the same with some of the passages."""
        return replace(
            self,
            passages=self.passages[rows],
            holds=self.holds[rows],
            reviews=self.reviews[rows],
            authors=self.authors[rows],
            blocks=self.blocks[rows],
        )

    def shuffle(self, rng: np.random.Generator) -> "Unexplained":
        """Return the same with the passages dealt out anew to the reviews; each keeps as many as it had."""
        order = rng.permutation(len(self.reviews))
        return replace(self, reviews=self.reviews[order], authors=self.authors[order])


def gather_unexplained(
    register: pd.DataFrame,
    passages: pd.DataFrame,
    evidence: pd.DataFrame,
    codebook: Codebook,
    *,
    examples: Sequence[str] | None = None,
) -> Unexplained:
    """Return the unexplained passages of findings, analysis, good practice, recommendations and summaries.

    Explained are passages with a theme of EXPLAINED_FROM or more, and the coded examples of the codebook, or
    the given ones.
    Left out are sentences printed alike in several reviews, names (words mostly with a capital inside a
    sentence), words that many reviews have in a heading or most have in the text, and words that name a
    theme or are a pattern of one.
    """
    docs = _read(passages["text"])
    words = [_words(doc) for doc in docs]
    searched = _searched(passages)
    unexplained = searched & ~passages["passage_id"].isin(_sure(evidence))
    left_out = (
        _names(docs)
        | _in_more(words, passages, passages["kind"] == "heading", HOUSE_SHARE)
        | _in_more(words, passages, searched, COMMON_SHARE)
        | _known_words(codebook)
    )
    words = [one - left_out for one in words]
    target = [one for one, wanted in zip(words, unexplained, strict=True) if wanted]
    rest = [one for one, wanted in zip(words, searched & ~unexplained, strict=True) if wanted]
    if examples is None:
        examples = [one.text for one in load_examples(codebook.folder, codebook.themes)]
    known = [_words(doc) for doc in _read(examples)]
    vocabulary = np.array(sorted(set().union(*target)), dtype=object)
    return _number(
        passages[unexplained].reset_index(drop=True),
        _authors(register),
        vocabulary,
        _stack(target, vocabulary),
        Counter(word for one in (*rest, *known) for word in one),
        len(rest) + len(known),
    )


def _number(
    passages: pd.DataFrame,
    authors: dict[str, str],
    vocabulary: np.ndarray,
    holds: sp.csr_matrix,
    explained: Counter,
    explained_size: int,
) -> Unexplained:
    blocks = passages["review_id"] + "/" + passages["heading"]
    written_by = passages["review_id"].map(lambda review: authors.get(review, review))
    return Unexplained(
        passages=passages,
        words=vocabulary,
        holds=holds,
        reviews=pd.factorize(passages["review_id"])[0],
        authors=pd.factorize(written_by)[0],
        blocks=pd.factorize(blocks)[0],
        explained=np.array([explained[word] for word in vocabulary], dtype=float),
        explained_size=explained_size,
    )


def _read(texts: Iterable[str]) -> list[Doc]:
    return read_docs(load_language(), (_LABEL.sub(r"\1 ", text) for text in texts))


def _words(doc: Doc) -> set[str]:
    return {token.lemma_ for token in doc if _is_word(token)}


def _is_word(token: Token) -> bool:
    return token.is_alpha and not token.is_stop and len(token) >= SHORTEST_WORD


def _names(docs: Sequence[Doc]) -> set[str]:
    """Return the words that have a capital at least as often as not, the first word of a passage apart."""
    capital, small = Counter(), Counter()
    for doc in docs:
        for token in doc[1:]:
            (capital if token.text[0].isupper() else small)[token.lemma_] += 1
    return {word for word, count in capital.items() if count >= small[word]}


def _in_more(words: Sequence[set[str]], passages: pd.DataFrame, where: pd.Series, share: float) -> set[str]:
    """Return the words that stand, in the passages of `where`, in more than that share of the reviews."""
    reviews: dict[str, set[str]] = {}
    for review, one, wanted in zip(passages["review_id"], words, where, strict=True):
        for word in one if wanted else ():
            reviews.setdefault(word, set()).add(review)
    most = max(2, share * passages["review_id"].nunique())
    return {word for word, found in reviews.items() if len(found) > most}


def _known_words(codebook: Codebook) -> set[str]:
    """Return the words that name a theme, and those that are a whole pattern."""
    told = [theme.name for theme in codebook.themes.values()]
    patterns = [pattern.phrase for theme in codebook.themes.values() for pattern in theme.patterns]
    single = [phrase for phrase in patterns if phrase and " " not in phrase]
    return set().union(*map(_words, _read([*told, *single])))


def _searched(passages: pd.DataFrame) -> pd.Series:
    """Return which passages are searched: in SEARCHED, no headings, and printed in one review alone.

    What stands beside a recommendation has no theme, so that its words are not searched for one.
    """
    plain = passages["text"].str.lower().str.replace(_NUMBER, "0", regex=True)
    once = passages["review_id"].groupby(plain).transform("nunique") == 1
    pairs = zip(passages["text"], passages["section"], strict=True)
    beside = pd.Series([stands_beside(*pair) for pair in pairs], index=passages.index, dtype=bool)
    return passages["section"].isin(SEARCHED) & (passages["kind"] != "heading") & once & ~beside


def _sure(evidence: pd.DataFrame) -> pd.Series:
    return evidence.loc[evidence["confidence"] >= EXPLAINED_FROM, "passage_id"]


def _authors(register: pd.DataFrame) -> dict[str, str]:
    known = register[register["author"] != ""].drop_duplicates("review_id")
    return dict(zip(known["review_id"], known["author"], strict=True))


def _stack(words: Sequence[set[str]], vocabulary: np.ndarray) -> sp.csr_matrix:
    columns = {word: column for column, word in enumerate(vocabulary)}
    found = [sorted(columns[word] for word in one) for one in words]
    ends = np.cumsum([0, *map(len, found)])
    indices = np.array([column for one in found for column in one], dtype=np.int32)
    return sp.csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(words), len(vocabulary)))
