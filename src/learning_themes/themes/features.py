"""Turns passages into numbers: words by lemma, pieces of words, and the places of neighbours."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from spacy.attrs import IS_SPACE, LEMMA, LOWER
from spacy.strings import hash_string
from spacy.tokens import Doc

from learning_themes.themes.side_by_side import join_columns

_NUMBER = re.compile(r"^\d+(\.\d+)*\.?\s+(?=[A-Z“\"‘'])")
_MIX = np.uint64(0x9E3779B97F4A7C15)  # an odd number: makes of two words' hashes one for the pair
MOST_REMEMBERED = 200_000  # words of which the pieces are remembered
FEWEST_WORDS, FEWEST_PIECES = 2, 4  # passages in which a word or a piece must stand to be learned
Arrays = dict[str, np.ndarray]


def without_number(text: str) -> str:
    """Return a passage without the paragraph number that some files print before it ("3.2 The …")."""
    return _NUMBER.sub("", text)


class TextFeatures:
    """TF-IDF over lemmas, single and in pairs, and over pieces of words of three to five letters.

    spaCy has looked up every lemma already and its hashes are the same on every machine, so words are
    counted by hash; each distinct word of a text is cut into pieces once. Both are several times faster
    than to cut every passage anew.
    """

    def __init__(self, names: np.ndarray, pieces: np.ndarray, idf: Arrays) -> None:
        order = np.argsort(_keys_of(names), kind="stable")
        self.names = names[order]
        self._keys = _keys_of(self.names)
        self._pieces = {piece: column for column, piece in enumerate(pieces.tolist())}
        self._columns: dict[str, list[int]] = {}
        self._transformers = [_transformer(idf["words"]), _transformer(idf["pieces"])]

    @classmethod
    def learn(cls, docs: Sequence[Doc]) -> "TextFeatures":
        """Return the features for the vocabulary of `docs`."""
        text = _Words(docs)
        names = _learn_names(text, docs)
        cutter = CountVectorizer(analyzer=_cut).fit(text.distinct)
        stands_in = (text.counts @ cutter.transform(text.distinct)).astype(bool).sum(axis=0)
        pieces = cutter.get_feature_names_out()[np.asarray(stands_in).ravel() >= FEWEST_PIECES].astype(str)
        plain = {"words": np.ones(len(names)), "pieces": np.ones(len(pieces))}
        features = cls(names, pieces, plain)
        counted = features._count(text)
        fitted = [
            TfidfTransformer(sublinear_tf=True).fit(counts).idf_ if counts.shape[1] else np.ones(0)
            for counts in counted
        ]  # so few examples may have no piece of a word in common
        return cls(features.names, pieces, dict(zip(("words", "pieces"), fitted, strict=True)))

    def transform(self, docs: Sequence[Doc]) -> sp.csr_matrix:
        """Return the features of `docs`, a row a passage: first words in order of `names`, then pieces."""
        counted = self._count(_Words(docs))
        return join_columns(
            [
                one.transform(counts) if counts.shape[1] else counts
                for one, counts in zip(self._transformers, counted, strict=True)
            ]
        )

    def _count(self, text: "_Words") -> tuple[sp.csr_matrix, sp.csr_matrix]:
        rows, keys = text.runs()
        distinct, which = np.unique(keys, return_inverse=True)  # in order, they are found far faster
        places = np.searchsorted(self._keys, distinct).clip(max=len(self._keys) - 1)
        known = (self._keys[places] == distinct)[which]
        places = places[which]
        shape = (text.counts.shape[0], len(self._keys))
        ones = np.ones(int(known.sum()), dtype=np.float32)
        words = sp.csr_matrix((ones, (rows[known], places[known])), shape=shape)
        words.sum_duplicates()
        return words, text.counts @ self._cut_words(text.distinct)

    def _cut_words(self, distinct: list[str]) -> sp.csr_matrix:
        """Return how often each known piece stands in each word; a word is cut once and remembered."""
        if len(self._columns) > MOST_REMEMBERED:
            self._columns.clear()
        columns = [self._columns.get(word) or self._remember(word) for word in distinct]
        ends = np.cumsum([0, *map(len, columns)])
        indices = np.fromiter(chain.from_iterable(columns), dtype=np.int32, count=ends[-1])
        ones = np.ones(len(indices), dtype=np.float32)
        pieces = sp.csr_matrix((ones, indices, ends), shape=(len(distinct), len(self._pieces)))
        return pieces

    def _remember(self, word: str) -> list[int]:
        columns = sorted(self._pieces[piece] for piece in _cut(word) if piece in self._pieces)
        self._columns[word] = columns
        return columns

    def to_arrays(self) -> Arrays:
        """Return what was learned as plain arrays, to be written without pickle."""
        words, pieces = self._transformers
        return {
            "names": self.names.astype(str),
            "pieces": np.array(list(self._pieces), dtype=str),
            "words_idf": words.idf_,
            "pieces_idf": pieces.idf_,
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "TextFeatures":
        """Return the features that gave these arrays."""
        idf = {"words": arrays["words_idf"], "pieces": arrays["pieces_idf"]}
        return cls(arrays["names"], arrays["pieces"], idf)


class _Words:
    """The words of some passages: hash of lemma and row of each, and how often each distinct form stands."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        arrays = [doc.to_array([LEMMA, LOWER, IS_SPACE]).reshape(-1, 3) for doc in docs]
        rows = np.repeat(np.arange(len(docs)), [len(array) for array in arrays])
        tokens = np.concatenate(arrays) if arrays else np.zeros((0, 3), dtype=np.uint64)
        words = tokens[:, 2] == 0
        self.rows, self.lemmas = rows[words], tokens[words, 0]
        forms, which = np.unique(tokens[words, 1], return_inverse=True)
        strings = docs[0].vocab.strings if len(docs) else {}
        self.distinct = [strings[form] for form in forms]
        ones = np.ones(len(which), dtype=np.float32)
        self.counts = sp.csr_matrix((ones, (self.rows, which)), shape=(len(docs), len(forms)))

    def runs(self) -> tuple[np.ndarray, np.ndarray]:
        """Return row and key of every word and of every pair of neighbours."""
        together = self.rows[1:] == self.rows[:-1]
        pairs = _pair_keys(self.lemmas[:-1][together], self.lemmas[1:][together])
        return np.concatenate([self.rows, self.rows[1:][together]]), np.concatenate([self.lemmas, pairs])


def _pair_keys(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return (first * _MIX) ^ second


def _keys_of(names: np.ndarray) -> np.ndarray:
    """Return the keys of words and pairs of words by their names."""
    halves = [name.partition(" ") for name in names.tolist()]
    first = np.array([hash_string(one) for one, _, _ in halves], dtype=np.uint64)
    second = np.array([hash_string(two) if two else 0 for _, _, two in halves], dtype=np.uint64)
    return np.where(second > 0, _pair_keys(first, second), first)


def _learn_names(text: _Words, docs: Sequence[Doc]) -> np.ndarray:
    """Return the words and pairs that stand in at least FEWEST_WORDS passages."""
    rows, keys = text.runs()
    distinct, first, which = np.unique(keys, return_index=True, return_inverse=True)
    stands_in = np.bincount(
        np.unique(which * np.int64(len(docs)) + rows) // len(docs), minlength=len(distinct)
    )
    strings, count = docs[0].vocab.strings, len(text.lemmas)
    seconds = np.flatnonzero(text.rows[1:] == text.rows[:-1]) + 1
    names = []
    for place in first[stands_in >= FEWEST_WORDS].tolist():
        if place < count:
            names.append(strings[text.lemmas[place]])
        else:
            second = seconds[place - count]
            names.append(f"{strings[text.lemmas[second - 1]]} {strings[text.lemmas[second]]}")
    return np.array(names)


def _cut(word: str) -> list[str]:
    """Return the pieces of one word, its ends marked by spaces."""
    padded = f" {word} "
    return [padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)]


def _transformer(idf: np.ndarray) -> TfidfTransformer:
    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = idf
    return transformer


class Neighbours:
    """Who stands before and after whom: rows of one paragraph in order of number."""

    def __init__(self, paragraphs: Iterable[object], numbers: Iterable[int]) -> None:
        places: dict[object, list[tuple[int, int]]] = {}
        for row, (paragraph, number) in enumerate(zip(paragraphs, numbers, strict=True)):
            places.setdefault(paragraph, []).append((number, row))
        self.groups = [[row for _, row in sorted(group)] for group in places.values()]
        size = sum(map(len, self.groups))
        self.before = np.full(size, -1)
        self.after = np.full(size, -1)
        for group in self.groups:
            self.before[group[1:]] = group[:-1]
            self.after[group[:-1]] = group[1:]
        shared = [group for group in self.groups if len(group) > 1]
        sizes = [len(group) for group in shared]
        self._shared = np.fromiter(chain.from_iterable(shared), dtype=int)
        self._begins = np.cumsum([0, *sizes[:-1]])
        self._which = np.repeat(np.arange(len(shared)), sizes)

    def previous(self, values: np.ndarray, fill: float) -> np.ndarray:
        """Return each row's values in the passage before it, `fill` where there is none."""
        return np.where(self.before[:, None] >= 0, values[self.before], fill)

    def following(self, values: np.ndarray, fill: float) -> np.ndarray:
        """Return each row's values in the passage after it, `fill` where there is none."""
        return np.where(self.after[:, None] >= 0, values[self.after], fill)

    def others(self, values: np.ndarray, fill: float) -> np.ndarray:
        """Return the largest of each value among the other passages of the paragraph."""
        largest = np.full(values.shape, fill, dtype=float)
        if not self._shared.size:
            return largest
        its = values[self._shared]
        first = np.maximum.reduceat(its, self._begins)[self._which]
        ahead = its == first
        alone = np.add.reduceat(ahead, self._begins, dtype=int)[self._which] == 1
        second = np.maximum.reduceat(np.where(ahead, -np.inf, its), self._begins)[self._which]
        largest[self._shared] = np.where(ahead & alone, second, first)
        return largest
