"""The example corpus: fictional, built from its sources, and read as its sources say."""

import importlib.util
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from learning_themes.corpus.register import read_corpus
from tests.conftest import ROOT

EXAMPLE = ROOT / "corpus" / "example"
SOURCES = sorted((EXAMPLE / "_source").glob("*.md"))


def front_matter(path: Path) -> dict:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8").split("---\n")[1])


@pytest.fixture(scope="module")
def corpus():
    return read_corpus(EXAMPLE)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_what_the_register_finds_is_what_the_source_says(corpus, source):
    gold = front_matter(source)
    row = corpus.register.set_index("file").loc[gold["file"]]
    assert row["read_status"] == "read"
    for field in ("review_type", "partnership", "published_date", "incident_date"):
        assert row[field] in (gold[field], "")
    assert row["review_type"] == gold["review_type"]
    assert row["published_date"] == gold["published_date"]
    assert gold["title"].split(":")[0].lower() in row["title"].lower()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_report_says_on_its_first_page_that_it_is_fictional(corpus, source):
    review_id = corpus.register.set_index("file").loc[front_matter(source)["file"], "review_id"]
    passages = corpus.passages[corpus.passages["review_id"] == review_id]
    assert "fictional" in " ".join(passages[passages["page"] <= 1]["text"].head(20)).lower()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_report_has_findings_recommendations_and_a_method_that_does_not_count(corpus, source):
    review_id = corpus.register.set_index("file").loc[front_matter(source)["file"], "review_id"]
    sections = set(corpus.passages.loc[corpus.passages["review_id"] == review_id, "section"])
    assert {"method", "findings", "recommendations"} <= sections


def test_there_are_six_reviews_in_four_formats():
    kinds = [front_matter(source)["file"].rsplit(".", 1)[1] for source in SOURCES]
    assert len(kinds) == 6 and set(kinds) == {"pdf", "docx", "html", "txt"}


def test_the_files_are_those_that_their_sources_make(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("build", EXAMPLE / "_source" / "build.py")
    build = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "build", build)
    spec.loader.exec_module(build)
    monkeypatch.setattr(build, "OUTPUT", tmp_path)
    build.build_all()
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (EXAMPLE / path.name).read_bytes(), path.name
