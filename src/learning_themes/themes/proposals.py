"""A proposal made ready to take: a draft theme in YAML; and what a person decided on it, kept for good."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from learning_themes.errors import InputError, nearest
from learning_themes.files import append_line, replace_file
from learning_themes.themes.codebook import Codebook, Theme
from learning_themes.themes.discovery import is_same
from learning_themes.themes.language import load_language, read_docs

VERDICTS = ("accepted", "merged", "dismissed")
RECORDS = "proposals.jsonl"
NEAR_MISSES = 2
MISS_LENGTHS = (40, 160)  # of a sentence that must not match, in characters


@dataclass(frozen=True)
class Decision:
    """What a person decided on a proposal, tied to its words; `theme` is what became of it."""

    words: tuple[str, ...]
    verdict: str
    theme: str
    by: str
    when: str
    note: str = ""


def read_decided(people: Path) -> list[Decision]:
    """Return the decisions on proposals in `people`/proposals.jsonl, oldest first; none if it is not there.

    A line that a fall of power left torn is passed over. Raises InputError, naming file and line, for a
    whole line that is no decision.
    """
    path = people / RECORDS
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    read = [_read_line(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    return [one for one in read if one]


def _read_line(path: Path, number: int, line: str) -> Decision | None:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return None
    try:
        return Decision(**(row | {"words": tuple(row["words"])}))
    except (TypeError, KeyError):
        raise InputError(
            f"{path}, line {number}: is no decision on a proposal; mend the line, or take it out"
        ) from None


def select_open(proposals: pd.DataFrame, decided: Sequence[Decision]) -> pd.DataFrame:
    """Return the proposals on whose words nobody has decided: half of them in common are enough."""
    taken = [any(is_same(words.split("; "), one.words) for one in decided) for words in proposals["words"]]
    return proposals[~np.array(taken, dtype=bool)].reset_index(drop=True)


def draft_theme(proposal: pd.Series, passages: pd.DataFrame, codebook: Codebook) -> Theme:
    """Return the theme that a proposal would be: a start for a person to edit, valid as it stands."""
    texts = dict(zip(passages["passage_id"], passages["text"], strict=True))
    words = proposal["words"].split("; ")
    near = codebook.themes.get(proposal["nearest"])
    return Theme.model_validate(
        {
            "id": proposal["proposal_id"],
            "name": proposal["name"],
            "family": near.family if near else next(iter(codebook.families)),
            "definition": f"Draft, to be written anew: passages that speak of {_join(words)}.",
            "include": [one for one in proposal["phrases"].split("; ") if one],
            "patterns": [{"phrase": word} for word in words],
            "must_match": [{"text": texts[one]} for one in proposal["examples"].split()],
            "must_not_match": _find_near_misses(proposal, passages, set(words)),
        }
    )


def _find_near_misses(proposal: pd.Series, passages: pd.DataFrame, words: set[str]) -> list[str]:
    """Return sentences of the same headings that hold none of the words."""
    examples = passages[passages["passage_id"].isin(proposal["examples"].split())]
    places = set(zip(examples["review_id"], examples["heading"], strict=True))
    sentences = passages[(passages["kind"] == "sentence") & passages["text"].str.len().between(*MISS_LENGTHS)]
    beside = [place in places for place in zip(sentences["review_id"], sentences["heading"], strict=True)]
    ordered = pd.concat([sentences[beside], sentences])
    docs = read_docs(load_language(), ordered["text"])
    misses = (text for text, doc in zip(ordered["text"], docs, strict=True)
              if not words & {token.lemma_ for token in doc})  # fmt: skip
    return list(dict.fromkeys(misses))[:NEAR_MISSES] or ["The weather was fine."]


def write_yaml(data: dict) -> str:
    """Return `data` as YAML with its keys in order."""
    yaml = YAML()
    yaml.width = 110
    yaml.indent(mapping=2, sequence=2, offset=0)
    text = StringIO()
    yaml.dump(data, text)
    return text.getvalue()


def theme_as_yaml(theme: Theme) -> str:
    """Return a theme as its file would have it: parts that are empty are left out."""
    return write_yaml(theme.model_dump(exclude_defaults=True))


def draft_yaml(proposals: pd.DataFrame, passages: pd.DataFrame, codebook: Codebook) -> list[str]:
    """Return the draft theme of each proposal as YAML."""
    return [theme_as_yaml(draft_theme(row, passages, codebook)) for _, row in proposals.iterrows()]


def accept_proposal(people: Path, theme: Theme, decision: Decision) -> Path:
    """Write the theme among the partnership's own, keep the decision, and return the file.

    Raises InputError if there is a file of that name already: what people typed is never overwritten.
    """
    path = people / "themes" / theme.family / f"{theme.id}.yaml"
    _write_new(path, theme_as_yaml(theme))
    keep_decision(people, decision)
    return path


def merge_proposal(people: Path, theme: Theme, into: str, codebook: Codebook, decision: Decision) -> Path:
    """Write the proposal's patterns as additions to the theme `into`, keep the decision, return the file."""
    if into not in codebook.themes:
        raise InputError(f"there is no theme {into!r} to merge into.{nearest(into, codebook.themes)}")
    path = people / "themes" / codebook.themes[into].family / f"{into}.yaml"
    draft = theme.model_dump(exclude_defaults=True)
    added = {"add_patterns": draft["patterns"], "add_must_match": draft["must_match"]}
    _write_new(path, write_yaml({"id": into} | added))
    keep_decision(people, decision)
    return path


def keep_decision(people: Path, decision: Decision) -> None:
    """Add the decision to `people`/proposals.jsonl; nothing in it is ever changed or taken out."""
    append_line(people / RECORDS, json.dumps(asdict(decision), ensure_ascii=False).encode("utf-8", "replace"))


def _write_new(path: Path, text: str) -> None:
    if path.exists():
        raise InputError(f"{path}: is there already; add to it by hand, or move it away first")
    replace_file(path, text.encode())


def _join(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def decide_proposal(
    proposal: pd.Series,
    verdict: str,
    *,
    passages: pd.DataFrame,
    codebook: Codebook,
    people: Path,
    by: str,
    when: str,
    into: str = "",
    note: str = "",
) -> Path | None:
    """Keep the verdict (accept, merge or dismiss) on a proposal; return the theme file written, if any."""
    words = tuple(proposal["words"].split("; "))
    if verdict == "dismiss":
        keep_decision(people, Decision(words, "dismissed", "", by, when, note))
        return None
    theme = draft_theme(proposal, passages, codebook)
    if verdict == "merge":
        return merge_proposal(people, theme, into, codebook, Decision(words, "merged", into, by, when, note))
    return accept_proposal(people, theme, Decision(words, "accepted", theme.id, by, when, note))
