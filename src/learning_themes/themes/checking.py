"""Checks a codebook's own sentences: what must be found is, what must not is not, and nothing conflicts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path

from learning_themes.themes.codebook import Codebook, Theme
from learning_themes.themes.coding import Coder, Unit
from learning_themes.themes.examples import load_examples
from learning_themes.themes.language import load_language
from learning_themes.themes.overlay import list_local
from learning_themes.themes.rules import Rules
from learning_themes.themes.token_patterns import SLICE, SLOWEST, time_tokens


@dataclass(frozen=True)
class Remark:
    """What a check has to say of a file of the codebook; `wrong` if it must be mended, else worth a look.

    `file` is its path; `own` whether it is a local one.
    """

    file: str
    text: str
    wrong: bool
    own: bool = False


def check_codebook(codebook: Codebook, local: Path | None = None) -> list[Remark]:
    """Return what is wrong with the codebook's sentences, and then what may be, in order of theme.

    `local` is the folder of the themes that were laid over it. Whether a sentence is found is tried on the
    rules alone, which is what an edited pattern changes; its stance, and whether it is coded in the end where
    the theme has a local file, on all that codes.
    """
    own = {path.stem for path in list_local(local)}
    wrong = list(_wrong(codebook, codebook.themes.values()))
    found = [
        *wrong,
        *_misjudged(codebook, own),
        *_shared_patterns(codebook),
        *_conflicting_examples(codebook),
    ]
    placed = [replace(one, **_place(one.file, codebook.folder, local)) for one in found]
    return [*_find_strays(local), *placed]


def check_local(codebook: Codebook, local: Path) -> list[Remark]:
    """Return what is wrong with the sentences and patterns of the local themes laid over a codebook."""
    own = {path.stem for path in list_local(local)}
    wrong = _wrong(codebook, [theme for theme in codebook.themes.values() if theme.id in own]) if own else ()
    placed = [replace(one, **_place(one.file, codebook.folder, local)) for one in wrong]
    return [*_find_strays(local), *placed]


def _find_strays(local: Path | None) -> list[Remark]:
    """Return the files among one's own themes that lie where none is read, or end otherwise than one does."""
    held = set(list_local(local))
    files = sorted(path for end in ("yaml", "yml") for path in local.rglob(f"[!.]*.{end}")) if local else []
    told = "is passed over: a theme is read from FAMILY/THEME.yaml, in a folder with the name of a family"
    return [Remark(str(path), told, wrong=True, own=True) for path in files if path not in held]


def _wrong(codebook: Codebook, themes: Iterable[Theme]) -> Iterator[Remark]:
    rules = Rules(codebook, load_language())
    for theme in themes:
        told = (*_missed(theme, rules), *_mistaken(theme, rules), *_contradicting(theme), *_slow(theme))
        yield from (Remark(_file(theme), text, wrong=True) for text in told)


def _file(theme: Theme) -> str:
    return f"{theme.family}/{theme.id}.yaml"


def _place(file: str, shipped: Path, local: Path | None) -> dict:
    """Return the whole path of a theme's file, and whether it is one of one's own."""
    own = local is not None and (local / file).is_file()
    return {"file": str((local if own else shipped) / file), "own": own}


def _slow(theme: Theme) -> Iterator[str]:
    """Yield token patterns that take too long on a text of their own words said over and over."""
    for pattern in theme.patterns:
        if pattern.tokens:
            seconds = time_tokens(pattern.tokens, load_language())
            if seconds > SLOWEST:
                yield (
                    f"the pattern {pattern.describe()!r} takes {seconds:.1f} seconds for {SLICE} words that"
                    " are its own, said over and over; let fewer of its tokens be left out or come again"
                )


def _missed(theme: Theme, rules: Rules) -> Iterator[str]:
    for example in theme.must_match:
        if _is_missed(theme, example.text, rules):
            yield f"must_match: “{example.text}” is not found by any pattern"


def _is_missed(theme: Theme, text: str, rules: Rules) -> bool:
    return all(hit.theme != theme.id for hit in rules.find_hits(load_language()(text)))


def _misjudged(codebook: Codebook, own: Set[str]) -> Iterator[Remark]:
    """Yield sentences that are coded with another stance than the one given with them, and those of themes
    with a local file, `own`, that are not coded."""
    wanted = [(theme, one) for theme in codebook.themes.values() for one in theme.must_match if one.stance]
    rules = Rules(codebook, load_language())
    coded = Coder(codebook).code_units([Unit(one.text) for _, one in wanted])
    for (theme, example), found in zip(wanted, coded, strict=True):
        for one in found:
            if one.theme == theme.id and one.stance != example.stance:
                text = f"must_match: “{example.text}” is taken for {one.stance}, not for {example.stance}"
                yield Remark(_file(theme), text, wrong=False)
        if theme.id in own - {one.theme for one in found} and not _is_missed(theme, example.text, rules):
            text = (
                f"must_match: “{example.text}” is found by a pattern and yet not coded: what the coding"
                " learned from examples outweighs the pattern. It learns from the passages that people accept"
                " when they check"
            )
            yield Remark(_file(theme), text, wrong=False)


def _mistaken(theme: Theme, rules: Rules) -> Iterator[str]:
    for text in theme.must_not_match:
        hits = [hit for hit in rules.find_hits(load_language()(text)) if hit.theme == theme.id]
        if hits:
            pattern = theme.patterns[hits[0].pattern].describe()
            yield f"must_not_match: “{text}” is found by the pattern {pattern!r} at {hits[0].why}"


def _contradicting(theme: Theme) -> Iterator[str]:
    both = {example.text for example in theme.must_match} & set(theme.must_not_match)
    yield from (f"“{text}” stands in must_match and in must_not_match" for text in sorted(both))


def _shared_patterns(codebook: Codebook) -> Iterator[Remark]:
    """Yield phrases that are a pattern of two themes: every sentence with them takes both."""
    owners: dict[str, list[Theme]] = defaultdict(list)
    for theme in codebook.themes.values():
        for phrase in {pattern.phrase.lower() for pattern in theme.patterns if pattern.phrase}:
            owners[phrase].append(theme)
    for phrase, themes in sorted(owners.items()):
        if len(themes) > 1:
            others = ", ".join(theme.id for theme in themes[1:])
            text = f"the phrase {phrase!r} is a pattern of {others} too: a sentence with it takes both"
            yield Remark(_file(themes[0]), text, wrong=False)


def _conflicting_examples(codebook: Codebook) -> Iterator[Remark]:
    """Yield sentences that stand more than once among the examples with different themes."""
    first: dict[str, tuple[str, frozenset[str]]] = {}
    for example in load_examples(codebook.folder, codebook.themes):
        key = " ".join(example.text.lower().split())
        place, themes = first.setdefault(key, (example.paragraph, frozenset(example.themes)))
        if themes != frozenset(example.themes) and len(key.split()) > 4:
            text = (
                f"“{example.text}” is coded otherwise in {place}: {', '.join(sorted(themes)) or 'no theme'}"
            )
            yield Remark(f"examples/{example.voice}.jsonl", text, wrong=False)
