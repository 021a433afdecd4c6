"""Curves typed in or brought along: the template and a typed table are read as they are meant."""

import pytest

from clm_core.response_curves import SHAPES, PeriodLength, ResponseOutcome, Saturation
from clm_core.services.curve_file import curve_template, given_curves, typed_curves
from clm_core.texts import Language, texts_for

KIND = {"outcome_of": ResponseOutcome.LEADS, "length": PeriodLength.WEEK}


@pytest.mark.parametrize("language", Language)
def test_the_template_can_be_read_back_as_it_is(language: Language) -> None:
    found = given_curves("template.xlsx", curve_template(texts_for(language)), **KIND)
    assert found.curves is not None, found.problems
    assert found.curves.ceiling.tolist() == [[60, 45, 8]]
    assert found.curves.slope.tolist() == [[1, 1.6, 0.6]]
    assert [SHAPES[code] for code in found.curves.shape[0]] == [
        Saturation.EXPONENTIAL, Saturation.HILL, Saturation.POWER,
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "scale"), [(Language.DE, "1.234,5"), (Language.EN, "1,234.5")])
def test_typed_numbers_are_those_of_the_language(language: Language, scale: str) -> None:
    row = {"channel": "TV", "shape": "hill", "ceiling": "10", "scale": scale, "slope": "2", "carry_over": "0"}
    found = typed_curves([row, {"channel": " "}], texts_for(language), **KIND)
    assert found.curves is not None, found.problems
    assert found.curves.scale.tolist() == [[1234.5]]


def test_a_typed_mistake_is_named_with_its_row() -> None:
    good = {"channel": "TV", "shape": "hill", "ceiling": "10", "scale": "5", "slope": "2", "carry_over": "0"}
    found = typed_curves([good, {**good, "channel": "Radio", "carry_over": "1"}], texts_for(Language.DE), **KIND)
    assert [(one.reason, one.row) for one in found.problems] == [("curve_file.problem.carry_over", 3)]
