"""Words as numbers: counted by their hashes, and just what scikit-learn's own TF-IDF gives."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from learning_themes.themes.features import FEWEST_WORDS, TextFeatures
from learning_themes.themes.language import load_language
from learning_themes.themes.telling import find_telling

NLP = load_language()
WORDS = st.sampled_from("plan school nurse visit police father home letter call door review child".split())
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=8, max_size=20)


def lemmas(text: str) -> list[str]:
    return [token.lemma_ for token in NLP(text)]


@given(TEXTS)
@example(["plan"] * 3 + ["school"] * 3 + ["nurse"] * 2)  # which have no piece of a word in common
def test_words_and_pairs_weigh_what_scikit_learn_gives_them(texts):
    docs = list(NLP.pipe(texts))
    plain = TfidfVectorizer(
        ngram_range=(1, 2), min_df=FEWEST_WORDS, sublinear_tf=True, tokenizer=lemmas, token_pattern=None
    )
    try:
        wanted = plain.fit_transform(texts).toarray()
    except ValueError:  # no word stands twice: there is nothing to learn
        return
    features = TextFeatures.learn(docs)
    assert sorted(features.names) == sorted(plain.get_feature_names_out())
    columns = [plain.vocabulary_[name] for name in features.names]
    found = features.transform(docs)[:, : len(columns)].toarray()
    assert found == pytest.approx(wanted[:, columns], abs=1e-6)


def test_pieces_of_words_tie_forms_together():
    docs = list(NLP.pipe(["the safeguarding lead"] * 4 + ["the weather was fine"] * 4))
    features = TextFeatures.learn(docs)
    rows = features.transform(list(NLP.pipe(["safeguarded", "safeguards", "fine"]))).toarray()
    assert rows[0] @ rows[1] > 0.3 > rows[0] @ rows[2]


def test_what_was_learned_comes_back_from_plain_arrays():
    docs = list(NLP.pipe(["the nurse rang the school", "the school rang the nurse"] * 3))
    features = TextFeatures.learn(docs)
    again = TextFeatures.from_arrays(features.to_arrays())
    assert (again.transform(docs) != features.transform(docs)).nnz == 0


def test_a_passage_without_a_known_word_has_no_features():
    features = TextFeatures.learn(list(NLP.pipe(["the nurse rang", "the nurse wrote"] * 3)))
    assert features.transform([NLP("zyzzyva"), NLP(""), NLP("  ")]).nnz == 0


def test_the_telling_words_are_those_that_weigh_most_and_speak_for_it():
    docs = list(NLP.pipe(["nurse rang school", "police rang father"] * 4))
    features = TextFeatures.learn(docs)
    words = features.transform(docs[:2])
    weights = np.zeros((words.shape[1], 2))
    weights[features.names.tolist().index("nurse"), 0] = 2
    weights[features.names.tolist().index("school"), 0] = 3
    weights[features.names.tolist().index("ring"), 0] = -1
    assert find_telling(words, features.names, weights, [(0, 0), (1, 0), (0, 1)], 1) == [["school"], [], []]
    assert find_telling(words, features.names, weights, [(0, 0)], 5) == [["school", "nurse"]]
    assert find_telling(words, features.names, weights, [], 5) == []
