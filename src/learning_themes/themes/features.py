"""Turns passages into numbers: words by lemma, pieces of words, and the places of neighbours."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from spacy.tokens import Doc

_NUMBER = re.compile(r"^\d+(\.\d+)*\.?\s+(?=[A-Z“\"‘'])")
Arrays = dict[str, np.ndarray]


def without_number(text: str) -> str:
    """Return a passage without the paragraph number that some files print before it ("3.2 The …")."""
    return _NUMBER.sub("", text)


def plain_words(doc: Doc) -> str:
    """Return the lemmas of a passage with spaces between."""
    return " ".join(token.lemma_ for token in doc if not token.is_space)


class TextFeatures:
    """TF-IDF over lemmas (runs of one to `longest`) and over pieces of words (three to five letters)."""

    def __init__(self, *, longest: int = 2) -> None:
        self.longest = longest
        self._words = TfidfVectorizer(
            ngram_range=(1, longest),
            min_df=2,
            sublinear_tf=True,
            tokenizer=str.split,
            token_pattern=None,
            lowercase=False,
            dtype=np.float32,
        )
        self._pieces = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=4, sublinear_tf=True, dtype=np.float32
        )

    def fit(self, docs: Sequence[Doc]) -> sp.csr_matrix:
        """Learn the vocabulary of `docs` and return their features, a row a passage."""
        words = self._words.fit_transform(map(plain_words, docs))
        pieces = self._pieces.fit_transform(doc.text for doc in docs)
        return sp.hstack([words, pieces]).tocsr()

    def transform(self, docs: Sequence[Doc]) -> sp.csr_matrix:
        """Return the features of `docs`, a row a passage."""
        pieces = self._pieces.transform(doc.text for doc in docs)
        return sp.hstack([self.transform_words(docs), pieces]).tocsr()

    def transform_words(self, docs: Sequence[Doc]) -> sp.csr_matrix:
        """Return the word features of `docs` alone, a row a passage, in the order of `names`."""
        return self._words.transform(map(plain_words, docs))

    @cached_property
    def names(self) -> np.ndarray:
        """The words of the word features, in order of column; pieces of words come after them."""
        return self._words.get_feature_names_out()

    def to_arrays(self) -> Arrays:
        """Return what was learned as plain arrays, to be written without pickle."""
        arrays: Arrays = {"longest": np.array(self.longest)}
        for name, vectoriser in (("words", self._words), ("pieces", self._pieces)):
            arrays[f"{name}_vocabulary"] = vectoriser.get_feature_names_out().astype(str)
            arrays[f"{name}_idf"] = vectoriser.idf_
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "TextFeatures":
        """Return the features that gave these arrays."""
        features = cls(longest=int(arrays["longest"]))
        for name, vectoriser in (("words", features._words), ("pieces", features._pieces)):
            terms = arrays[f"{name}_vocabulary"].tolist()
            vectoriser.vocabulary_ = {term: column for column, term in enumerate(terms)}
            vectoriser.fixed_vocabulary_ = True
            vectoriser.idf_ = arrays[f"{name}_idf"]
        return features


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

    def previous(self, values: np.ndarray, fill: float) -> np.ndarray:
        """Return each row's values in the passage before it, `fill` where there is none."""
        return np.where(self.before[:, None] >= 0, values[self.before], fill)

    def following(self, values: np.ndarray, fill: float) -> np.ndarray:
        """Return each row's values in the passage after it, `fill` where there is none."""
        return np.where(self.after[:, None] >= 0, values[self.after], fill)

    def others(self, values: np.ndarray, fill: float) -> np.ndarray:
        """Return the largest of each value among the other passages of the paragraph."""
        largest = np.full(values.shape, fill, dtype=float)
        for group in self.groups:
            for row in group if len(group) > 1 else ():
                rest = [other for other in group if other != row]
                largest[row] = values[rest].max(axis=0)
        return largest
