"""The benchmark of same bytes names every file that is not the same in all runs."""

from tests.benchmarks.reproducible import find_differing, hash_files


def test_the_comparison_of_runs_names_what_differs(tmp_path):
    for name, words in (("a", "same"), ("b", "same"), ("c", "other")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.html").write_text("the same", encoding="utf-8")
        (tmp_path / name / "table.csv").write_text(words, encoding="utf-8")
    (tmp_path / "b" / "more.csv").write_text("", encoding="utf-8")
    made = {name: hash_files(tmp_path / name) for name in "abc"}
    assert find_differing([made["a"], made["a"]]) == []
    assert find_differing([made["a"], made["b"]]) == ["more.csv"]
    assert find_differing([made["a"], made["c"]]) == ["table.csv"]
