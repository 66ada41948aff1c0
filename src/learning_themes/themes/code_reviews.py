"""Codes reviews, in several processes, and takes from the cache those that were coded before as they are.

The heavy imports of coding stand where they are used: when everything is in the cache, nothing pays for them.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pandas as pd

from learning_themes.cache import Cache, find_cache, make_key
from learning_themes.processes import count_processes, share_work
from learning_themes.progress import Progress
from learning_themes.tables import make_table
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.examples import Example
from learning_themes.themes.recipe import Recipe, make_recipe
from learning_themes.themes.unit import Unit

if TYPE_CHECKING:
    from learning_themes.themes.coding import Coder

KIND = "evidence"
_COLUMNS = frozenset("place theme stance confidence basis why stance_confidence".split())
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
    reviews = [(str(name), its) for name, its in passages.groupby("review_id", sort=False)]
    units = [tuple(_unit(row) for row in its.itertuples()) for _, its in reviews]
    rows, ends = [], [0]
    if progress:
        progress(0, len(reviews), "learning from the examples", 0.0)
    for done, ((review_id, its), coded) in enumerate(
        zip(reviews, _code_all(units, recipe, cache, processes), strict=True), 1
    ):
        ids = its["passage_id"].tolist()
        rows += [
            {"review_id": review_id, "passage_id": ids[row["place"]], "decision": ""} | row for row in coded
        ]
        ends.append(ends[-1] + len(its))
        if progress:
            progress(done, len(reviews), review_id, ends[-1] / len(passages))
    cache.trim()
    return make_table("evidence", rows)


def _code_all(
    reviews: Sequence[tuple[Unit, ...]], recipe: Recipe, cache: Cache, processes: int | None
) -> Iterator[_Rows]:
    """Yield the coded rows of each review, in order; what is coded anew is kept as soon as it is there."""
    keys = [make_key(recipe.digest, [list(vars(unit).values()) for unit in units]) for units in reviews]
    kept = [_take(cache, key, len(units)) for key, units in zip(keys, reviews, strict=True)]
    missing = sum(one is None for one in kept)
    most = min(processes or count_processes(), max(1, missing // FEWEST))
    threads = 0 if most == 1 else 1
    jobs = (
        _Job(recipe, units, threads, cache) for units, one in zip(reviews, kept, strict=True) if one is None
    )
    if most > 1:
        _train_first(recipe, cache)
    fresh = share_work(_code_review, jobs, processes=most)
    for key, one in zip(keys, kept, strict=True):
        if one is None:
            one = next(fresh)
            cache.put(KIND, key, json.dumps(one).encode())
        yield one


def _train_first(recipe: Recipe, cache: Cache) -> None:
    """Train in one worker, where it was not done yet, what all workers then take from where it is kept."""
    list(share_work(_code_review, [_Job(recipe, (), 1, cache)], processes=2))


def _code_review(job: _Job) -> _Rows:
    """Return the coded rows of a review, each with its passage's place among them."""
    coder = _make_coder(job.recipe.digest, job)
    return [
        {"place": place} | asdict(one)
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


def _unit(row: tuple) -> Unit:
    return Unit(row.text, row.section, row.heading, str(row.paragraph), row.number)


def _take(cache: Cache, key: str, passages: int) -> _Rows | None:
    """Return the rows kept under `key`, or None where there are none that fit so many passages."""
    content = cache.get(KIND, key)
    if content is None:
        return None
    try:
        rows = json.loads(content)
        sound = isinstance(rows, list) and all(
            set(row) == _COLUMNS and 0 <= row["place"] < passages for row in rows
        )
    except (ValueError, TypeError):
        sound = False
    return rows if sound else None
