"""Finds themes that the codebook does not have: groups of new words that gather in several authors' reviews.

A group is proposed when its passages gather more than the best group of 95 in 100 corpora does whose passages
were shuffled between the reviews (the permutation test of the largest statistic: Westfall and Young 1993,
Resampling-based multiple testing), when three authors or more use it, and when it is found again in most
draws of four fifths of the reviews. Shuffling keeps every passage's words and each review's length; what it
breaks is that some reviews dwell on a thing and others never name it, which is what marks a theme: words of
a template, or of everybody, lie as evenly as shuffling would lay them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from learning_themes.tables import make_table
from learning_themes.themes.answers import leave_out_rejected
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.language import load_language, read_docs
from learning_themes.themes.novelty import (
    FEWEST_AUTHORS,
    Group,
    Spread,
    find_groups,
    find_spread,
    rows_of,
    score_novelty,
)
from learning_themes.themes.unexplained import Unexplained, gather_unexplained

SHUFFLES = 199
DRAWS = 50
DRAWN = 0.8  # of the reviews in each draw
CHANCE = 0.05  # of proposing anything where nothing is new
LEAST_GATHERING = 2.0  # deviations, even where shuffling hardly ever yields a group
STABLE_FROM = 0.6  # of the draws
SAME_WORDS = 0.5  # of the words of the smaller group: then two groups are one
EXAMPLES = 3
LENGTHS = (60, 400)  # of a telling example, in characters


@dataclass(frozen=True)
class Candidate:
    """A group with its spread, the chance that shuffling gathers as much, and how often draws find it."""

    group: Group
    spread: Spread
    p: float
    stability: float

    @property
    def passes(self) -> bool:
        """Whether it is to be proposed."""
        return (
            self.p <= CHANCE
            and self.spread.gathering >= LEAST_GATHERING
            and self.spread.authors >= FEWEST_AUTHORS
            and self.stability >= STABLE_FROM
        )


def find_proposals(
    register: pd.DataFrame,
    passages: pd.DataFrame,
    evidence: pd.DataFrame,
    codebook: Codebook,
    *,
    seed: int = 1,
) -> pd.DataFrame:
    """Return the table `proposals`, the one that gathers most first; no rows where nothing is new."""
    evidence = leave_out_rejected(evidence)
    unexplained = gather_unexplained(register, passages, evidence, codebook)
    candidates = [one for one in find_candidates(unexplained, seed=seed) if one.passes]
    novelty = score_novelty(unexplained)[0] if candidates else np.zeros(0)
    rows = [_describe(unexplained, one, novelty, evidence) for one in candidates]
    return make_table("proposals", rows)


def find_candidates(unexplained: Unexplained, *, seed: int = 1) -> list[Candidate]:
    """Return every group of new words with its test, the one that gathers most first."""
    groups = find_groups(unexplained) if len(unexplained.passages) else []
    if not groups:
        return []
    rng = np.random.default_rng(seed)
    chance = np.array([_most_gathering(unexplained.shuffle(rng)) for _ in range(SHUFFLES)])
    found_again = _count_found_again(unexplained, groups, rng)
    candidates = []
    for group, again in zip(groups, found_again, strict=True):
        spread = find_spread(unexplained, group)
        p = (1 + int((chance >= spread.gathering).sum())) / (1 + SHUFFLES)
        candidates.append(Candidate(group, spread, p, again / DRAWS))
    return sorted(candidates, key=lambda one: (-one.spread.gathering, one.group.columns))


def is_same(words: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether two groups of words are one: they share half of the words of the smaller."""
    shared = len(set(words) & set(others))
    return shared > 0 and shared >= SAME_WORDS * min(len(set(words)), len(set(others)))


def _most_gathering(unexplained: Unexplained) -> float:
    found = [find_spread(unexplained, group).gathering for group in find_groups(unexplained)]
    return max(found, default=-np.inf)


def _count_found_again(
    unexplained: Unexplained, groups: Sequence[Group], rng: np.random.Generator
) -> list[int]:
    """Return for each group how many draws of the reviews find it too."""
    reviews = np.unique(unexplained.reviews)
    drawn = max(1, round(DRAWN * len(reviews)))
    again = [0] * len(groups)
    for _ in range(DRAWS):
        kept = rng.choice(reviews, size=drawn, replace=False)
        part = unexplained.select(np.isin(unexplained.reviews, kept))
        found = find_groups(part) if len(part.passages) else []
        for place, group in enumerate(groups):
            again[place] += any(is_same(group.columns, other.columns) for other in found)
    return again


def _describe(
    unexplained: Unexplained, candidate: Candidate, novelty: np.ndarray, evidence: pd.DataFrame
) -> dict:
    columns = list(candidate.group.columns)
    words = [str(word) for word in unexplained.words[columns]]
    rows = rows_of(unexplained, candidate.group)
    ordered = _by_authors(unexplained, columns)
    return {
        "proposal_id": "-".join(ordered[:4]),
        "name": ", ".join(ordered[:4]).capitalize(),
        "words": "; ".join(words),
        "phrases": "; ".join(_find_phrases(unexplained, rows, set(words))),
        "passages": candidate.spread.passages,
        "reviews": candidate.spread.reviews,
        "authors": candidate.spread.authors,
        "novelty": round(float(novelty[columns].max()), 1),
        "gathering": round(candidate.spread.gathering, 2),
        "p": candidate.p,
        "stability": candidate.stability,
        "nearest": _find_nearest(unexplained, rows, evidence),
        "examples": " ".join(_choose_examples(unexplained, columns, rows)),
    }


def _by_authors(unexplained: Unexplained, columns: Sequence[int]) -> list[str]:
    """Return the words, the one that most authors use first."""
    used = {
        str(unexplained.words[column]): len(
            set(unexplained.authors[rows_of(unexplained, Group((column,)))].tolist())
        )
        for column in columns
    }
    return sorted(used, key=lambda word: (-used[word], word))


def _find_phrases(unexplained: Unexplained, rows: np.ndarray, words: set[str], most: int = 6) -> list[str]:
    """Return the pairs of neighbouring words with one of the group's that two authors or more use."""
    used: dict[str, set[int]] = {}
    texts = unexplained.passages["text"].iloc[rows]
    for row, doc in zip(rows, read_docs(load_language(), texts), strict=True):
        for left, right in zip(doc, doc[1:], strict=False):
            plain = all(token.is_alpha and not token.is_stop and token.is_lower for token in (left, right))
            if plain and {left.lemma_, right.lemma_} & words:
                used.setdefault(f"{left.lemma_} {right.lemma_}", set()).add(int(unexplained.authors[row]))
    shared = {phrase: authors for phrase, authors in used.items() if len(authors) >= 2}
    return sorted(shared, key=lambda phrase: (-len(shared[phrase]), phrase))[:most]


def _find_nearest(unexplained: Unexplained, rows: np.ndarray, evidence: pd.DataFrame) -> str:
    """Return the theme found most often in the reviews' blocks where the group stands; empty if none is."""
    blocks = np.isin(unexplained.blocks, unexplained.blocks[rows])
    beside = evidence["passage_id"].isin(unexplained.passages["passage_id"][blocks])
    counts = Counter(evidence.loc[beside, "theme"])
    return min(counts, key=lambda theme: (-counts[theme], theme), default="")


def _choose_examples(unexplained: Unexplained, columns: Sequence[int], rows: np.ndarray) -> list[str]:
    """Return the ids of three passages, of different authors where it can be, with most of the words."""
    held = np.asarray(unexplained.holds[rows][:, list(columns)].sum(axis=1)).ravel()
    chosen = unexplained.passages.iloc[rows].assign(_words=held, _author=unexplained.authors[rows])
    chosen["_length"] = ~chosen["text"].str.len().between(*LENGTHS)
    chosen = chosen.sort_values(["_length", "_words", "passage_id"], ascending=[True, False, True])
    chosen["_turn"] = chosen.groupby("_author", sort=False).cumcount()
    return chosen.sort_values("_turn", kind="stable")["passage_id"].head(EXAMPLES).tolist()
