"""The benchmark of the learning curve draws whole paragraphs, and scores no voice by models that saw it."""

import json

import pytest

from learning_themes.themes.examples import Example
from tests.benchmarks import learning_curve
from tests.benchmarks.learning_curve import draw_share, draw_voices, measure_voices, split_voices

EXAMPLES = [
    Example(f"voice-{voice:02}", "findings", f"{voice}-{paragraph}", number, "He was seen.", {})
    for voice in range(12)
    for paragraph in range(4 + 4 * (voice % 2))
    for number in range(3)
]


@pytest.mark.parametrize("share", [1 / 4, 1 / 2, 1])
def test_a_share_is_whole_paragraphs_of_every_voice_in_proportion(share):
    kept = draw_share(EXAMPLES, share, 0)
    for voice in {one.voice for one in EXAMPLES}:
        all_of, of_share = ([e for e in some if e.voice == voice] for some in (EXAMPLES, kept))
        assert len(of_share) == share * len(all_of)
        assert len({one.paragraph for one in of_share}) * 3 == len(of_share)


def test_a_draw_repeats_and_another_takes_others():
    assert draw_share(EXAMPLES, 1 / 2, 0) == draw_share(EXAMPLES, 1 / 2, 0) != draw_share(EXAMPLES, 1 / 2, 1)


def test_a_share_of_voices_takes_each_whole():
    voices = {one.voice for one in draw_voices(EXAMPLES, 1 / 4, 0)}
    assert len(voices) == 3
    assert draw_voices(EXAMPLES, 1 / 4, 0) == [one for one in EXAMPLES if one.voice in voices]


def test_every_voice_is_in_one_group():
    voices = [voice for group in split_voices(EXAMPLES) for voice in group]
    assert sorted(voices) == sorted({one.voice for one in EXAMPLES})


def test_no_voice_is_scored_by_models_that_saw_it(tmp_path, monkeypatch, capsys):
    class StandIn:
        def __init__(self, codebook, **_):
            lines = (tmp_path / "examples" / "share.jsonl").read_text(encoding="utf-8").splitlines()
            self.seen = {json.loads(line)["voice"] for line in lines}

    scored = []

    def look(coder, gold, units):
        voice = next(one.voice for one in EXAMPLES if one.paragraph == gold[0].paragraph)
        scored.append((voice, voice in coder.seen, len(coder.seen)))
        return {"micro_f1": 0.5, "stance": 0.5}

    (tmp_path / "examples").mkdir()
    monkeypatch.setattr(learning_curve, "Coder", StandIn)
    monkeypatch.setattr(learning_curve, "load_codebook", lambda folder: folder)
    monkeypatch.setattr(learning_curve, "score", look)
    measure_voices(tmp_path, EXAMPLES)
    assert sorted(voice for voice, _, _ in scored) == sorted({one.voice for one in EXAMPLES})
    assert not any(saw for _, saw, _ in scored) and all(others >= 10 for _, _, others in scored)
    assert "| median of 12 |" in capsys.readouterr().out
