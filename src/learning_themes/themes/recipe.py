"""What decides how a passage is coded, in one place: it names what is kept, and is what a worker is sent."""

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from learning_themes.cache import digest_code, make_key
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.examples import Example, digest_examples, digest_local

_LIBRARIES = (
    "numpy", "scipy", "scikit-learn", "spacy", "spacy-lookups-data", "onnxruntime", "tokenizers",
)  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """A codebook with the local examples that are learned from beside its own."""

    codebook: Codebook
    local: tuple[Example, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The hash of all that coding depends on besides the passages; what is taught is not in it."""
        folder = self.codebook.folder
        themes = [theme.model_dump(exclude={"training"}) for theme in self.codebook.themes.values()]
        return make_key(
            digest_code(Path(__file__).parent, _LIBRARIES),
            themes,
            digest_examples(folder),
            digest_local(self.local),
            digest_file(folder / "stance.yaml"),
            digest_encoder(folder),
        )

    @cached_property
    def encoder(self) -> str:
        """The hash of all that decides what the sentence encoder says of a text; "" without one."""
        return digest_encoder(self.codebook.folder)


def digest_encoder(folder: Path) -> str:
    """Return the hash of a codebook folder's encoder, of what runs it, and of the kind of machine."""
    place = folder / "encoder"
    if not (place / "model.onnx").is_file():
        return ""
    files = [digest_file(place / name) for name in ("model.onnx", "vocabulary.txt", "settings.json")]
    code = digest_code(Path(__file__).parent, _LIBRARIES)
    return make_key(files, code, platform.machine())


def digest_file(path: Path) -> str:
    """Return the hash of a file's bytes, "" if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def make_recipe(codebook: Codebook, local: Sequence[Example] = ()) -> Recipe:
    """Return the recipe for coding by `codebook`, with what is learned from `local` examples."""
    return Recipe(codebook, tuple(local))
