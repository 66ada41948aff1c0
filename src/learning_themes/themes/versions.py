"""What two versions of a codebook differ in: themes, what is learned from, and the shares that they give."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from learning_themes.themes.codebook import Codebook
from learning_themes.themes.examples import digest_examples, load_examples

PARTS = ("name", "family", "definition", "include", "exclude", "patterns", "must_match", "must_not_match")
TAUGHT = "training"  # what is taught changes no coding
COMPARED = ("key", "present", "shortfall", "strength")


@dataclass(frozen=True)
class Difference:
    """How one theme differs: "added", "removed" or "changed", and then in which parts."""

    theme: str
    what: str
    parts: tuple[str, ...] = ()

    @property
    def changes_coding(self) -> bool:
        """Whether passages may be coded otherwise for it."""
        return self.parts != (TAUGHT,)


def compare_codebooks(old: Codebook, new: Codebook) -> list[Difference]:
    """Return the themes that differ, in order of id."""
    found = [Difference(theme, "removed") for theme in set(old.themes) - set(new.themes)]
    found += [Difference(theme, "added") for theme in set(new.themes) - set(old.themes)]
    for theme in set(old.themes) & set(new.themes):
        before, after = old.themes[theme], new.themes[theme]
        parts = tuple(part for part in (*PARTS, TAUGHT) if getattr(before, part) != getattr(after, part))
        if parts:
            found.append(Difference(theme, "changed", parts))
    return sorted(found, key=lambda one: one.theme)


def compare_learned(old: Codebook, new: Codebook) -> list[str]:
    """Return in words how the two differ in what the coding learns from, beside the themes; none if alike."""
    told = []
    if digest_examples(old.folder) != digest_examples(new.folder):
        before, after = (len(load_examples(one.folder, one.themes)) for one in (old, new))
        told.append(f"examples: {before:,} sentences, and now {after:,}")
    for what, name in (("words of stance", "stance.yaml"), ("sentence encoder", "encoder/model.onnx")):
        before, after = (_digest_file(one.folder / name) for one in (old, new))
        if before != after:
            now = "another one" if before and after else "one that was not there" if after else "none"
            told.append(f"{what}: {now}")
    return told


def digest_learned(folder: Path) -> str:
    """Return the hash of what the coding learns from beside the themes: examples, stance words, encoder."""
    parts = [
        digest_examples(folder),
        *(_digest_file(folder / name) for name in ("stance.yaml", "encoder/model.onnx")),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _digest_file(path: Path) -> str:
    if not path.is_file():
        return ""
    content = path.read_bytes()
    text = content.replace(b"\r\n", b"\n") if path.suffix == ".yaml" else content
    return hashlib.sha256(text).hexdigest()


def compare_shares(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return, for each theme, in how many of our reviews each measure of COMPARED holds under old and new.

    Takes two tables `shares` of the same reviews; a theme that one codebook lacks has no number there.
    """
    columns, counts = {}, {}
    for measure in COMPARED:
        for version, shares in (("old", old), ("new", new)):
            ours = shares[(shares["group"] == "ours") & (shares["period"] == "all")]
            held = ours[ours["measure"] == measure].set_index("theme")
            columns[f"{measure} {version}"] = held["k"].astype("Int64")
            counts |= held["n"].to_dict()
    table = pd.DataFrame(columns).rename_axis("theme").reset_index()
    table.insert(1, "n", table["theme"].map(counts).astype("Int64"))
    return table


def select_moved(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `compare_shares` in which any measure differs."""
    same = pd.Series(True, index=table.index)
    for measure in COMPARED:
        same &= (table[f"{measure} old"] == table[f"{measure} new"]).fillna(False)
    return table[~same]
