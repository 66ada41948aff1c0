"""Explains the coding of a sentence: its themes with their reasons, and the coded examples most like it."""

from collections.abc import Sequence
from dataclasses import dataclass

from learning_themes.spoken import spell_percent
from learning_themes.themes.codebook import Codebook
from learning_themes.themes.coding import Coded, Coder, Unit
from learning_themes.themes.examples import Example, load_examples


@dataclass(frozen=True)
class Explanation:
    """A coded theme with its reasons, and the examples of that theme most like the sentence."""

    coded: Coded
    nearest: tuple[Example, ...]


def explain_sentences(
    codebook: Codebook, texts: Sequence[str], *, section: str = "", nearest: int = 2
) -> list[list[Explanation]]:
    """Return for each sentence the themes that it would be coded with, and why.

    Sentences are read as one paragraph in the order given. The nearest examples are those of the theme
    whose words, in single and in pairs and by pieces, are most like the sentence's (cosine of TF-IDF).
    """
    coder = Coder(codebook)
    units = [Unit(text, section, paragraph="tried", number=number) for number, text in enumerate(texts)]
    coded = coder.code_units(units)
    examples = load_examples(codebook.folder, codebook.themes)
    likeness = coder.compare(texts, [example.text for example in examples])
    explained = []
    for row, found in enumerate(coded):
        order = (-likeness[row]).argsort(kind="stable") if len(examples) else []
        explained.append([Explanation(one, _pick(one.theme, order, examples, nearest)) for one in found])
    return explained


def _pick(theme: str, order: Sequence[int], examples: list[Example], most: int) -> tuple[Example, ...]:
    having = (examples[place] for place in order if theme in examples[place].themes)
    return tuple(example for example, _ in zip(having, range(most), strict=False))


def describe_explanations(codebook: Codebook, text: str, explained: list[Explanation]) -> str:
    """Return what would be coded in a sentence and why, as text to read."""
    lines = [f"“{text}”"]
    if not explained:
        lines.append("  no theme")
    for one in explained:
        coded = one.coded
        lines.append(f"  {codebook.themes[coded.theme].name} ({coded.theme}): {coded.stance}")
        lines.append(
            f"    how sure: {spell_percent(coded.confidence)} of the theme,"
            f" {spell_percent(coded.stance_confidence)} of the stance"
        )
        lines.append(f"    found by: {coded.basis}; {coded.why}")
        lines += [f"    like: “{example.text}” ({example.themes[coded.theme]})" for example in one.nearest]
    return "\n".join(lines)
