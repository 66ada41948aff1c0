"""Coding by several processes, and from the cache, gives the evidence that coding anew by one gives."""

import json
import shutil
from multiprocessing import active_children
from pathlib import Path

import pandas as pd
import pytest

from learning_themes.cache import Cache
from learning_themes.cli import main
from learning_themes.processes import chosen_backend, share_work
from learning_themes.tables import make_table
from learning_themes.themes import code_reviews
from learning_themes.themes.code_reviews import code_passages
from learning_themes.themes.codebook import Codebook, load_codebook
from tests.conftest import PARAGRAPHS, ROOT


def make_passages(reviews: int) -> pd.DataFrame:
    rows = [
        {"review_id": f"r{review}", "passage_id": f"r{review}.{place}", "page": 1, "section": "findings",
         "heading": "Findings", "kind": "sentence", "label": "", "paragraph": place, "number": 0,
         "text": f"{text} This was {review} times."}
        for review in range(reviews)
        for place, (_, text) in enumerate(PARAGRAPHS)
    ]  # fmt: skip
    return make_table("passages", rows)


@pytest.fixture
def cache(tmp_path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture(scope="module")
def codebook(tmp_path_factory) -> Codebook:
    """The shipped codebook without examples and encoder: nothing is trained, so the tests stay quick."""
    folder = tmp_path_factory.mktemp("themes") / "themes"
    shutil.copytree(ROOT / "themes", folder, ignore=shutil.ignore_patterns("examples", "encoder"))
    return load_codebook(folder)


@pytest.fixture
def coded_anew(monkeypatch) -> list[int]:
    """How many reviews each call coded, and did not take from the cache."""
    counts: list[int] = []
    share = code_reviews.share_work

    def note(function, jobs, **given):
        jobs = list(jobs)
        counts.append(len(jobs))
        return share(function, jobs, **given)

    monkeypatch.setattr(code_reviews, "share_work", note)
    return counts


def test_the_cache_gives_what_coding_anew_gives(codebook, cache, tmp_path, coded_anew):
    passages = make_passages(3)
    first = code_passages(passages, codebook, cache=cache)
    assert len(first) and code_passages(passages, codebook, cache=cache).equals(first)
    assert code_passages(passages, codebook, cache=Cache(tmp_path / "other")).equals(first)
    assert coded_anew == [3, 0, 3]


def test_one_more_review_is_the_only_one_to_be_coded(codebook, cache, coded_anew):
    code_passages(make_passages(3), codebook, cache=cache)
    code_passages(make_passages(4), codebook, cache=cache)
    assert coded_anew == [3, 1]


def test_an_edited_pattern_codes_everything_again(codebook, cache, coded_anew, tmp_path):
    passages = make_passages(2)
    before = code_passages(passages, codebook, cache=cache)
    shutil.copytree(codebook.folder, tmp_path / "themes")
    path = next((tmp_path / "themes").glob("*/information-sharing.yaml"))
    path.write_text(
        path.read_text(encoding="utf-8").replace("patterns:\n", "patterns:\n- phrase: this was\n", 1),
        encoding="utf-8",
    )
    after = code_passages(passages, load_codebook(tmp_path / "themes"), cache=cache)
    assert coded_anew == [2, 2] and len(after) > len(before)


def damage(entry: Path, content: bytes) -> None:
    Cache(entry.parents[2]).put(code_reviews.KIND, entry.name, content)


@pytest.mark.parametrize("content", [b"", b"no JSON", b"{}", b'[{"place": 0}]', b"[1]", b"\xff"])
def test_kept_evidence_that_does_not_fit_is_coded_again(codebook, cache, content, coded_anew):
    first = code_passages(make_passages(2), codebook, cache=cache)
    damage(min((cache.folder / code_reviews.KIND).glob("??/*")), content)
    again = code_passages(make_passages(2), codebook, cache=cache)
    assert again.equals(first) and coded_anew == [2, 1]


def test_several_processes_give_the_same_table(codebook, cache, tmp_path):
    passages = make_passages(9)
    alone = code_passages(passages, codebook, cache=cache, processes=1)
    together = code_passages(passages, codebook, cache=Cache(tmp_path / "other"), processes=2)
    assert together.equals(alone)
    waiting = [one.name for one in active_children() if one.name.startswith("Loky")]
    assert not waiting, "a worker that waits holds hundreds of megabytes"


def test_a_stopped_run_goes_on_where_it_was(codebook, cache, coded_anew):
    def stop(done: int, *_: object) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        code_passages(make_passages(3), codebook, cache=cache, progress=stop)
    code_passages(make_passages(3), codebook, cache=cache)
    assert coded_anew == [3, 1]


def test_the_encoder_reads_a_text_once(cache):
    from learning_themes.themes.encoder import load_encoder
    from learning_themes.themes.encoder_kept import KeptEncoder

    encoder = load_encoder(ROOT / "themes")
    kept = KeptEncoder(encoder, ROOT / "themes", cache)
    asked = (["The school did not know.", "The GP was not told."], ["findings"] * 2, [[0, 1]])
    for _ in range(2):
        said = kept.read(*asked)
        assert (said.themes == encoder.read(*asked).themes).all()
        assert (said.stances == encoder.read(*asked).stances).all()
    assert cache.measure()["encoded"].entries == 1


def test_the_command_shows_the_cache_and_throws_it_away(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LEARNING_THEMES_CACHE", str(tmp_path))
    Cache(tmp_path).put("reports", "ab" * 32, json.dumps([]).encode())
    assert main(["cache"]) == 0
    assert str(tmp_path) in (told := capsys.readouterr().out) and "1 " in told
    assert main(["cache", "--clear"]) == 0
    assert Cache(tmp_path).measure()["reports"].entries == 0


@pytest.mark.parametrize(
    ("variables", "words"),
    [({"BACKEND": "dusk"}, "Did you mean 'dask'"), ({"BACKEND": "dask"}, "--scheduler tcp://")],
)
def test_a_backend_that_cannot_be_used_is_explained(variables, words, monkeypatch):
    from learning_themes.errors import InputError

    for name, value in variables.items():
        monkeypatch.setenv(f"LEARNING_THEMES_{name}", value)
    with pytest.raises(InputError, match=words):
        list(share_work(chosen_backend, [1], processes=2))


def test_a_cluster_gives_what_this_computer_gives(codebook, cache, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    passages = make_passages(3)
    here = code_passages(passages, codebook, cache=cache)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        monkeypatch.setenv("LEARNING_THEMES_BACKEND", "dask")
        monkeypatch.setenv("LEARNING_THEMES_SCHEDULER", cluster.scheduler_address)
        assert code_passages(passages, codebook, cache=Cache(tmp_path / "other")).equals(here)
