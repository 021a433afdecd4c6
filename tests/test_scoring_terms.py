"""The terms of a threshold: break-even, and what cannot be."""

import pytest

from clm_core.errors import ClmError
from clm_core.scoring_terms import ThresholdTerms
from clm_core.texts import Language, texts_for

GIVEN = {"deal_value": 24_000.0, "margin_share": 0.05, "cost_per_lead": 60.0, "leads_per_week": 20.0}


def test_break_even_of_the_reference_case() -> None:
    """60 per worked lead, 24 000 deal at 5 % margin."""
    terms = ThresholdTerms(**GIVEN)
    assert terms.break_even_rate == pytest.approx(0.05)
    assert terms.value_per_win == pytest.approx(1_200)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"deal_value": 0}, "scoring_threshold.deal_value_outside"),
        ({"deal_value": float("nan")}, "scoring_threshold.deal_value_outside"),
        ({"margin_share": 0}, "scoring_threshold.margin_outside"),
        ({"margin_share": 5}, "scoring_threshold.margin_outside"),
        ({"cost_per_lead": -1}, "scoring_threshold.cost_outside"),
        ({"leads_per_week": -1}, "scoring_threshold.capacity_outside"),
    ],
)
def test_terms_that_cannot_be_are_refused(given: dict, key: str) -> None:
    with pytest.raises(ClmError, match=key) as refused:
        ThresholdTerms(**(GIVEN | given))
    for language in Language:
        assert "{" not in texts_for(language).error(refused.value)
