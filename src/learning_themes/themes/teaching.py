"""What is taught about a theme: the `training` part of its YAML, checked against a closed schema."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from learning_themes.themes.schema import Closed, Words

LEVELS = ("all_staff", "practitioners", "managers", "leaders")
LETTERS = ("a", "b", "c")
ASKED = ("What is known here, and who holds it?", "What would you do next, today, and whom would you ring?")


def _several(fewest: int, most: int) -> object:
    return Annotated[list[Words], Field(min_length=fewest, max_length=most)]


class Outcomes(Closed):
    """What people can do after training, by level; each begins with a verb, so that "can" goes before it."""

    all_staff: _several(2, 4)
    practitioners: _several(2, 4)
    managers: _several(2, 4)
    leaders: _several(2, 4)

    def at(self, level: str) -> list[str]:
        """Return the outcomes of `level`, one of LEVELS."""
        return list(getattr(self, level))


class Check(Closed):
    """A question with three answers, the letter of the right one, and a sentence that says why."""

    question: Words
    answers: Annotated[list[Words], Field(min_length=3, max_length=3)]
    right: Literal["a", "b", "c"]
    why: Words

    @property
    def right_answer(self) -> str:
        """The words of the right answer."""
        return self.answers[LETTERS.index(self.right)]


class Teaching(Closed):
    """All that is taught about a theme, before anything from a report joins it.

    `scenarios` are beginnings, made up from no single case, that a practitioner is to finish; each has two
    `case_questions` of its own, in the same order.
    """

    outcomes: Outcomes
    questions: _several(5, 6)
    scenarios: _several(3, 3)
    case_questions: Annotated[list[_several(2, 2)], Field(max_length=3)] = []
    good_practice: _several(4, 6)
    knowledge_check: Annotated[list[Check], Field(min_length=4, max_length=5)]
    tomorrow: _several(3, 5)

    def cases(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return each beginning with the questions on it; those for any case where nobody wrote its own."""
        asked = [tuple(questions) for questions in self.case_questions]
        asked += [ASKED] * (len(self.scenarios) - len(asked))
        return list(zip(self.scenarios, asked, strict=True))

    def sentences(self) -> Iterator[str]:
        """Yield every text of it, in order; answers to a question come without the question."""
        for level in LEVELS:
            yield from self.outcomes.at(level)
        yield from (*self.questions, *self.scenarios, *self.good_practice, *self.tomorrow)
        for asked in self.case_questions:
            yield from asked
        for check in self.knowledge_check:
            yield from (check.question, *check.answers, check.why)
