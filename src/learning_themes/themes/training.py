"""Trains the classifiers from the examples, once for each state of codebook and examples, and keeps them.

What was learned is written as plain arrays (`.npz`, no pickle) to a cache named by the hash of all that
it was learned from; a cache that is damaged or cannot be written costs time and nothing else. What the
words alone teach is kept apart: it takes half of the time, and an edited pattern leaves it as it is.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy
import scipy.sparse as sp
import sklearn
import spacy
from spacy.language import Language

from learning_themes.themes import classifier, features, language, stance, stance_model
from learning_themes.themes.classifier import Batch, FirstStep, ThemeClassifier
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.examples import Example, digest_examples, digest_local, load_examples
from learning_themes.themes.features import Arrays, Neighbours, TextFeatures
from learning_themes.themes.kept_arrays import read_arrays, take_part, write_arrays
from learning_themes.themes.language import read_docs
from learning_themes.themes.rules import Found, Rules, group_hits
from learning_themes.themes.stance import StanceRules
from learning_themes.themes.stance_model import Pair, Scene, StanceModel

CACHE_VARIABLE = "LEARNING_THEMES_CACHE"


@dataclass(frozen=True)
class Models:
    """What was learned: the features of words, and the classifiers of themes and of stance."""

    text: TextFeatures
    themes: ThemeClassifier
    stance: StanceModel


def load_models(
    codebook: Codebook,
    nlp: Language,
    rules: Rules,
    stance_rules: StanceRules,
    *,
    local: Sequence[Example] = (),
) -> Models | None:
    """Return the models for this codebook, its examples and `local` ones, from the cache or newly trained.

    None if there are no examples: the rules then work alone.
    """
    examples = [*load_examples(codebook.folder, codebook.themes), *local]
    known = _known_themes(codebook, examples)
    if not known:
        return None
    kind = "local-" if local else ""  # each is kept beside the other, to be compared
    path = _cache_folder(codebook) / f"{kind}models-{_digest(codebook, local)[:32]}.npz"
    kept = _read_models(path, stance_rules)
    if kept:
        return kept
    first = path.with_name(f"{kind}words-{_digest_words(codebook, local, known)[:32]}.npz")
    models = train_models(examples, known, nlp, rules, stance_rules, kept=first)
    write_arrays(path, _list_arrays(models))
    return models


def stack_hits(hits: Sequence[Found], themes: Sequence[str]) -> np.ndarray:
    """Return how many patterns of each theme were found in each passage (passage × theme)."""
    columns = {theme: column for column, theme in enumerate(themes)}
    counts = np.zeros((len(hits), len(columns)))
    for row, found in enumerate(hits):
        for theme, its in found.items():
            if theme in columns:
                counts[row, columns[theme]] = len(its)
    return counts


def _known_themes(codebook: Codebook, examples: list[Example]) -> list[str]:
    counts = {theme: 0 for theme in codebook.themes}
    for example in examples:
        for theme in example.themes:
            counts[theme] += 1
    return sorted(theme for theme, count in counts.items() if count >= classifier.FEWEST)


def train_models(
    examples: list[Example],
    themes: list[str],
    nlp: Language,
    rules: Rules,
    stance_rules: StanceRules,
    *,
    kept: Path | None = None,
) -> Models:
    """Return the models learned from `examples`, for the themes given; the first step from file `kept`."""
    docs = read_docs(nlp, (features.without_number(example.text) for example in examples))
    text = TextFeatures.learn(docs)
    words = text.transform(docs)
    hits = [group_hits(rules.find_hits(doc)) for doc in docs]
    neighbours = Neighbours([e.paragraph for e in examples], [e.number for e in examples])
    batch = Batch(docs, words, stack_hits(hits, themes), neighbours)
    labels = np.array([[theme in example.themes for theme in themes] for example in examples])
    voices = [example.voice for example in examples]
    first = _learn_first(words, labels, voices, kept)
    return Models(
        text,
        ThemeClassifier.train(first, batch, labels, voices, themes),
        _train_stance(examples, themes, batch, hits, stance_rules),
    )


def _learn_first(
    words: sp.csr_matrix, labels: np.ndarray, voices: Sequence[str], kept: Path | None
) -> FirstStep:
    """Return the first step: what is kept in a file, or newly learned and kept there."""
    arrays = read_arrays(kept) if kept else {}
    if set(arrays) == {"weights", "bias", "unseen"} and arrays["unseen"].shape == labels.shape:
        return FirstStep(**arrays)
    first = FirstStep.learn(words, labels, voices)
    if kept:
        write_arrays(kept, vars(first))
    return first


def _train_stance(
    examples: list[Example],
    themes: list[str],
    batch: Batch,
    hits: list[Found],
    stance_rules: StanceRules,
) -> StanceModel:
    """Return the stance model; half of the paragraphs are shown without their section.

    Passages from a file often come without one, and the words must then be enough.
    """
    columns = {theme: column for column, theme in enumerate(themes)}
    pairs, stances = [], []
    for row, example in enumerate(examples):
        places = {theme: its[0].start for theme, its in hits[row].items()}
        for theme, said in example.themes.items():
            if theme in columns:
                pairs.append(Pair(row, columns[theme], places.get(theme, -1)))
                stances.append(said)
    sections = [
        example.section if hashlib.sha256(example.paragraph.encode()).digest()[0] % 2 else ""
        for example in examples
    ]
    scene = Scene(batch.docs, batch.words, sections, batch.neighbours)
    return StanceModel.train(stance_rules, scene, pairs, stances, len(themes))


def _digest(codebook: Codebook, local: Sequence[Example]) -> str:
    """Return the hash of all that the models are learned from, the code that learns included."""
    digest = hashlib.sha256()
    digest.update(codebook.coding_digest.encode() + digest_examples(codebook.folder).encode())
    digest.update(digest_local(local).encode())
    digest.update((codebook.folder / "stance.yaml").read_bytes())
    for module in (classifier, features, stance, stance_model):
        digest.update(Path(module.__file__).read_bytes())
    digest.update(Path(__file__).read_bytes())
    digest.update(np.__version__.encode())
    return digest.hexdigest()


def _digest_words(codebook: Codebook, local: Sequence[Example], themes: Sequence[str]) -> str:
    """Return the hash of all that the first step is learned from: examples, and no pattern."""
    digest = hashlib.sha256(digest_examples(codebook.folder).encode() + digest_local(local).encode())
    digest.update("\n".join(themes).encode())
    for module in (classifier, features, language):
        digest.update(Path(module.__file__).read_bytes())
    digest.update(Path(__file__).read_bytes())
    for library in (np, scipy, sklearn, spacy):
        digest.update(library.__version__.encode())
    return digest.hexdigest()


def _cache_folder(codebook: Codebook) -> Path:
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else codebook.folder.parent / ".cache" / "learning-themes"


def _read_models(path: Path, stance_rules: StanceRules) -> Models | None:
    arrays = read_arrays(path)
    try:
        return Models(
            TextFeatures.from_arrays(take_part(arrays, "text/")),
            ThemeClassifier.from_arrays(take_part(arrays, "themes/")),
            StanceModel.from_arrays(stance_rules, take_part(arrays, "stance/")),
        )
    except (ValueError, KeyError):
        return None


def _list_arrays(models: Models) -> Arrays:
    arrays = {f"text/{name}": array for name, array in models.text.to_arrays().items()}
    arrays |= {f"themes/{name}": array for name, array in models.themes.to_arrays().items()}
    return arrays | {f"stance/{name}": array for name, array in models.stance.to_arrays().items()}
