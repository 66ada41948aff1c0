"""Codes reviews, in several processes, and takes from the cache those that were coded before as they are.

The heavy imports of coding stand where they are used: when everything is in the cache, nothing pays for them.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from learning_themes.cache import Cache, find_cache, make_key
from learning_themes.piles import pile_up
from learning_themes.processes import count_processes, end_workers, share_work
from learning_themes.progress import Progress
from learning_themes.tables import pack_rows
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.examples import Example
from learning_themes.themes.recipe import Recipe, make_recipe
from learning_themes.themes.unit import Unit

if TYPE_CHECKING:
    from learning_themes.themes.coding import Coder

KIND = "evidence"
_COLUMNS = frozenset("place theme stance confidence basis why stance_confidence".split())
_PLACES = ("text", "section", "heading", "paragraph", "number")
FEWEST = 4  # reviews to code, from which a second process is worth its start
_Rows = list[dict]


@dataclass(frozen=True)
class _Job:
    """A review to code: by what, its passages, how many threads it may use, and the cache of the encoder."""

    recipe: Recipe
    units: tuple[Unit, ...]
    threads: int
    cache: Cache


def code_passages(
    passages: pd.DataFrame,
    codebook: Codebook,
    *,
    progress: Progress | None = None,
    local: Sequence[Example] = (),
    cache: Cache | None = None,
    processes: int | None = None,
) -> pd.DataFrame:
    """Return table `evidence` for table `passages`; `progress` is called once a review, with the
    share of the passages that are coded.

    The classifiers learn from `local` examples too. Reviews that were coded before by the same codebook and
    examples come from `cache`, that of this computer if none is given; the others are shared among
    `processes`, as many as the computer has if no number is given.
    """
    cache = cache or find_cache()
    recipe = make_recipe(codebook, local)
    reviews = _Reviews(passages)
    ends = 0
    if progress:
        progress(0, len(reviews.names), "learning from the examples", 0.0)
    with pile_up("evidence") as pile:
        for done, rows in enumerate(_code_all(reviews, recipe, cache, processes)):
            pile.add(rows)
            ends += reviews.sizes[done]
            if progress:
                progress(done + 1, len(reviews.names), reviews.names[done], ends / len(passages))
        cache.trim()
        return pile.read()


class _Reviews:
    """The passages of each review, taken out of the table when asked for: for all there is no room."""

    def __init__(self, passages: pd.DataFrame) -> None:
        self._ids = passages["passage_id"]
        self._units = passages[list(_PLACES)]
        places = passages.groupby("review_id", sort=False).indices
        self.names = [str(name) for name in passages["review_id"].unique()]
        self.rows = [_as_slice(places[name]) for name in self.names]
        self.sizes = [len(places[name]) for name in self.names]

    def list_units(self, place: int) -> tuple[Unit, ...]:
        """Return the units of a review by its place among them."""
        its = self._units.iloc[self.rows[place]]
        columns = [its[name].tolist() for name in _PLACES]
        return tuple(
            Unit(text, section, heading, str(paragraph), number)
            for text, section, heading, paragraph, number in zip(*columns, strict=True)
        )

    def tell(self, place: int, coded: _Rows) -> pa.Table:
        """Return the coded rows of a review as rows of table `evidence`."""
        ids = self._ids.iloc[self.rows[place]].tolist()
        told = {"review_id": self.names[place], "decision": ""}
        rows = [told | row | {"passage_id": ids[row["place"]]} for row in coded]
        return pack_rows("evidence", rows)


def _as_slice(rows: np.ndarray) -> np.ndarray | slice:
    """Return rows that follow each other as a slice: of other rows Arrow copies the text of all first."""
    whole = rows[-1] - rows[0] + 1 == len(rows)
    return slice(int(rows[0]), int(rows[-1]) + 1) if whole else rows


def _code_all(reviews: _Reviews, recipe: Recipe, cache: Cache, processes: int | None) -> Iterator[pa.Table]:
    """Yield the coded rows of each review, in order; what is coded anew is kept as soon as it is there."""
    every = range(len(reviews.names))
    keys = [_key(recipe, reviews.list_units(place)) for place in every]
    kept = [_take(cache, keys[place], reviews, place) for place in every]
    missing = [place for place in every if kept[place] is None]
    most = min(processes or count_processes(), max(1, len(missing) // FEWEST))
    threads = 0 if most == 1 else 1
    jobs = (_Job(recipe, reviews.list_units(place), threads, cache) for place in missing)
    if most > 1:
        _train_first(recipe, cache)
    fresh = share_work(_code_review, jobs, processes=most)
    for place, rows in enumerate(kept):
        if rows is None:
            coded = next(fresh)
            cache.put(KIND, keys[place], json.dumps(coded).encode())
            rows = reviews.tell(place, coded)
        yield rows
    if most > 1:
        end_workers()  # before all rows are read together, which takes the most memory


def _key(recipe: Recipe, units: Sequence[Unit]) -> str:
    return make_key(recipe.digest, [list(vars(unit).values()) for unit in units])


def _train_first(recipe: Recipe, cache: Cache) -> None:
    """Train in one worker, where it was not done yet, what all workers then take from where it is kept."""
    list(share_work(_code_review, [_Job(recipe, (), 1, cache)], processes=2))


def _code_review(job: _Job) -> _Rows:
    """Return the coded rows of a review, each with its passage's place among them."""
    coder = _make_coder(job.recipe.digest, job)
    return [
        {"place": place} | one._asdict()
        for place, found in enumerate(coder.code_units(job.units))
        for one in found
    ]


_CODERS: dict[str, "Coder"] = {}  # of this process: the one of the last recipe, as it takes long to make


def _make_coder(digest: str, job: _Job) -> "Coder":
    """Return the coder of a recipe, made once a process."""
    from learning_themes.themes.coding import Coder

    key = f"{digest} {job.threads} {job.cache.folder}"
    if key not in _CODERS:
        _CODERS.clear()
        _CODERS[key] = Coder(
            job.recipe.codebook, local=job.recipe.local, threads=job.threads, cache=job.cache
        )
    return _CODERS[key]


def _take(cache: Cache, key: str, reviews: _Reviews, place: int) -> pa.Table | None:
    """Return the rows kept under `key`, or None where there are none that fit the review's passages."""
    content = cache.get(KIND, key)
    if content is None:
        return None
    try:
        rows = json.loads(content)
        sound = isinstance(rows, list) and all(
            set(row) == _COLUMNS and 0 <= row["place"] < reviews.sizes[place] for row in rows
        )
        return reviews.tell(place, rows) if sound else None
    except (ValueError, TypeError):  # Arrow's errors of a wrong value are of these kinds too
        return None
