"""A small sentence encoder that reads every passage in its paragraph, and says themes and stances.

It is a language model of 22 million weights (all-MiniLM-L6-v2, Apache-2.0) trained further on the coded
examples; `themes/encoder/README.md` is its card: origin, training, figures and the command that makes it
again. It runs from one file by onnxruntime, offline; without the file the suite codes by words and rules.
"""

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from learning_themes.errors import CodebookError
from learning_themes.tables import STANCES
from learning_themes.themes.windows import Pieces, batch_windows, cut_windows, stack_windows

if TYPE_CHECKING:
    import onnxruntime

IN_A_BATCH = 4096  # pieces, padding counted: more costs memory and gains nothing


@dataclass(frozen=True)
class Blend:
    """How the encoder's word and the word models' are weighed, learned on voices that neither had seen.

    From `threshold` a theme is coded. What is told as its chance is weighed once more, by `scale` and `shift`
    of the log-odds: new reports are further from the examples than voices held back are, so that without
    this chances are told too high. Both were learned on the gold of the example corpus, by
    `tests/benchmarks/calibration.py`, and change nothing of what is coded.
    """

    encoder: float
    words: float
    bias: float
    threshold: float
    stance: float
    scale: float = 1.0
    shift: float = 0.0

    def tell(self, odds: np.ndarray) -> np.ndarray:
        """Return the chance, 0 to 1, that is told for log-odds."""
        return 1 / (1 + np.exp(-(self.scale * odds + self.shift)))


ALONE = Blend(encoder=1.0, words=0.0, bias=0.0, threshold=0.4, stance=0.0)


@dataclass(frozen=True)
class Reading:
    """What the encoder says: log-odds of themes (passage × theme), scores of stances (… × stance)."""

    themes: np.ndarray
    stances: np.ndarray

    def select(self, known: Sequence[str], wanted: Sequence[str]) -> "Reading":
        """Return the reading with a column for each wanted theme, noughts where it is not known."""
        places = np.array([known.index(theme) if theme in known else -1 for theme in wanted])
        themes = np.where(places >= 0, self.themes[:, places], 0)
        return Reading(themes, np.where(places[:, None] >= 0, self.stances[:, places], 0))


class Encoder:
    """The encoder, ready to read; `themes` are the columns of what it says."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        settings = _read_settings(folder / "settings.json")
        self.themes: list[str] = settings["themes"]
        self.blend = Blend(**settings["blend"])
        self._pieces = Pieces(str(folder / "vocabulary.txt"))
        self._session = _start_session(folder / "model.onnx", threads)

    def alone(self) -> "Encoder":
        """Return an encoder that decides by itself, without the word models."""
        encoder = copy(self)
        encoder.blend = ALONE
        return encoder

    def read(
        self, texts: Sequence[str], sections: Sequence[str], paragraphs: Sequence[Sequence[int]]
    ) -> Reading:
        """Return what the encoder says of passages; `paragraphs` are the rows of each, in order."""
        themes = np.zeros((len(texts), len(self.themes)), dtype=np.float32)
        stances = np.zeros((len(texts), len(self.themes), len(STANCES)), dtype=np.float32)
        pieces = self._pieces.cut(texts)
        windows = [
            window
            for rows in paragraphs
            for window in cut_windows(rows, pieces, self._pieces.of_section(sections[rows[0]]))
        ]
        for batch in batch_windows(windows, IN_A_BATCH):
            rows, places, inputs = stack_windows(batch)
            said, judged = self._session.run(None, inputs)
            themes[rows], stances[rows] = said[places], judged[places]
        return Reading(themes, stances)


@cache
def load_encoder(folder: Path, threads: int = 0) -> Encoder | None:
    """Return the encoder of a codebook folder, None if it has none; loaded once a process.

    It uses so many `threads`, as many as the computer has if 0.
    """
    place = folder / "encoder"
    return Encoder(place, threads) if (place / "model.onnx").is_file() else None


def _read_settings(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise CodebookError(f"{path}: cannot be read ({type(error).__name__}); get the file again") from None


def _start_session(path: Path, threads: int) -> "onnxruntime.InferenceSession":
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # nothing leaves the machine
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads  # 0: as many as the computer has
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors are of many kinds, which share no base
        raise CodebookError(
            f"{path}: cannot be loaded; get the file again, or move the folder {path.parent} away to code"
            f" without it ({type(error).__name__})"
        ) from None
