"""What stands beside a recommendation, its owner, its date and its test, has no theme."""

import shutil

import pytest

from learning_themes.themes.codebook import load_codebook
from learning_themes.themes.coding import Coder, Unit
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def coder(tmp_path_factory) -> Coder:
    """Return a coder by the rules of the shipped codebook alone, which is quick."""
    folder = tmp_path_factory.mktemp("codebook") / "themes"
    shutil.copytree(ROOT / "themes", folder, ignore=shutil.ignore_patterns("examples", "encoder"))
    return Coder(load_codebook(folder), parts=("rules",))


# The words of each are those of a theme: what stands around them makes it an owner or a test.
BESIDE = [
    "Owner: CAMHS.",
    "Lead agency: the child and adolescent mental health service",
    "Test: audit of supervision in children’s homes.",
    "How will we know? Supervision of social workers is audited.",
    "Marlby Safeguarding Children Partnership (supervision and audit) C7.",
    "[Marlby Council and CAMHS]",
    "For Marlby CAMHS",
    "(CAMHS, by the end of the autumn term 2024)",
    "Recommendation 4 (Marlby CAMHS; by 30 September 2016).",
]


@pytest.mark.parametrize("text", BESIDE)
def test_owners_dates_and_tests_of_recommendations_have_no_theme(coder, text):
    asked = Unit("CAMHS should audit the supervision of social workers.", "recommendations")
    [of_asked, of_beside] = coder.code_units([asked, Unit(text, "recommendations")])
    assert of_asked and not of_beside


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("CAMHS", "findings"),
        ("Date: 10 December 2019 | Agency: CAMHS | Event: Referral for low mood.", "recommendations"),
        ("By May 2017 CAMHS sees every child who harms himself.", "recommendations"),
        ("Improve Supervision of Police Staff", "recommendations"),
        ("Who: the social worker had no supervision.", "narrative"),
        ("Success measure: supervision of social workers is held each month.", "recommendations"),
    ],
)
def test_what_is_said_of_practice_keeps_its_theme(coder, text, section):
    assert coder.code_units([Unit(text, section)])[0]
