"""Keeps what the sentence encoder says: most of the time of coding goes there, whatever the patterns."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from learning_themes.cache import Cache, make_key
from learning_themes.tables import STANCES
from learning_themes.themes.encoder import Encoder, Reading
from learning_themes.themes.recipe import digest_encoder

KIND = "encoded"


class KeptEncoder(Encoder):
    """An encoder that reads a text once: what it said of the same passages before comes from the cache."""

    def __init__(self, encoder: Encoder, folder: Path, cache: Cache) -> None:
        self.themes = encoder.themes
        self.blend = encoder.blend
        self._encoder = encoder
        self._cache = cache
        self._digest = digest_encoder(folder)

    def read(
        self, texts: Sequence[str], sections: Sequence[str], paragraphs: Sequence[Sequence[int]]
    ) -> Reading:
        """Return what the encoder says of passages; `paragraphs` are the rows of each, in order."""
        groups = [list(map(int, rows)) for rows in paragraphs]
        key = make_key(self._digest, list(texts), list(sections), groups)
        kept = _unpack(self._cache.get(KIND, key), len(texts), len(self.themes))
        if kept is None:
            kept = self._encoder.read(texts, sections, paragraphs)
            self._cache.put(KIND, key, kept.themes.tobytes() + kept.stances.tobytes())
        return kept


def _unpack(content: bytes | None, passages: int, themes: int) -> Reading | None:
    if content is None or len(content) != 4 * passages * themes * (1 + len(STANCES)):
        return None
    numbers = np.frombuffer(content, dtype=np.float32).copy()
    cut = passages * themes
    return Reading(
        numbers[:cut].reshape(passages, themes), numbers[cut:].reshape(passages, themes, len(STANCES))
    )
