"""The partnership's identity: what can be read passes, what cannot is refused with what would."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning_themes.errors import ParametersError
from learning_themes.identity import LEAST_CONTRAST, Identity, darken_to_pass, find_contrast, read_identity
from learning_themes.parameters import Parameters, _identity_problems, read_parameters
from tests.conftest import ROOT

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
PNG = b"\x89PNG\r\n\x1a\n"


def problems(**values) -> str:
    with pytest.raises(ParametersError) as error:
        read_identity(values)
    return "\n".join(error.value.problems)


@pytest.mark.parametrize(
    ("colour", "ground", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)],
)
def test_contrast_is_that_of_the_guidelines(colour, ground, ratio):
    """The values of WebAIM's contrast checker."""
    assert find_contrast(colour, ground) == pytest.approx(ratio, abs=0.005)


@given(COLOURS)
def test_a_colour_is_taken_if_it_can_be_read_and_the_one_offered_can(colour):
    offered = darken_to_pass(colour)
    assert find_contrast(offered, "#ffffff") >= find_contrast(offered, "#eef3f8") >= LEAST_CONTRAST
    assert (offered == colour) == (find_contrast(colour, "#eef3f8") >= LEAST_CONTRAST)


def test_a_pale_colour_is_refused_with_one_that_would_pass():
    told = problems(colour="#ffcc00")
    assert "identity.colour: '#ffcc00' is too pale to be read: its contrast is 1.4" in told
    offered = re.search(r"'(#[0-9a-f]{6})' would pass", told)[1]
    assert read_identity({"colour": offered}).colour == offered


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"colour": "navy"}, "'navy' is not a colour"),
        ({"colour": "#12345"}, "is not a colour"),
        ({"font": "Comic Sans"}, "'Comic Sans' does not come with the suite; choose DejaVu Sans or"),
        ({"colr": "#000000"}, "unknown key 'identity.colr'"),
        ({"logo": "none.png", "logo_alt": "Ours"}, "there is no file none.png"),
        ({"logo": "none.png"}, "a logo needs words"),
        ({"contact": "x" * 601}, "identity.contact"),
    ],
)
def test_a_problem_names_the_key_the_value_and_what_is_allowed(values, words):
    assert words in problems(**values)


def test_a_logo_is_known_by_what_it_holds(tmp_path):
    (tmp_path / "logo.png").write_bytes(b"GIF89a")
    assert "neither PNG nor SVG" in problems(logo=tmp_path / "logo.png", logo_alt="Ours")
    (tmp_path / "logo.png").write_bytes(PNG + b"0" * 1_000_001)
    assert "give one of at most 1,000,000" in problems(logo=tmp_path / "logo.png", logo_alt="Ours")


def test_every_problem_of_a_parameters_file_is_told_at_once(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("length: long\nidentity:\n  colour: '#fefefe'\n  font: Arial\n", encoding="utf-8")
    with pytest.raises(ParametersError) as error:
        read_parameters(path, theme_ids=[], root=ROOT)
    told = "\n".join(error.value.problems)
    assert "'long' is not allowed; input should be 'summary', 'standard' or 'full'" in told
    assert "mine.yaml: identity.colour: '#fefefe'" in told
    assert "mine.yaml: identity.font: 'Arial'" in told


def test_a_logo_counts_from_the_parameters_file(tmp_path):
    (tmp_path / "logo.png").write_bytes(PNG)
    path = tmp_path / "mine.yaml"
    path.write_text("identity:\n  logo: logo.png\n  logo_alt: Ours\n", encoding="utf-8")
    assert read_parameters(path, theme_ids=[], root=ROOT).identity.logo == tmp_path / "logo.png"


def test_a_version_for_the_public_needs_the_contact_box():
    public = Parameters().model_copy(update={"audience": "public"})
    assert "identity.contact" in _identity_problems("p", public)[0]
    told = public.model_copy(update={"identity": Identity(contact="Ring 000.")})
    assert _identity_problems("p", told) == []
