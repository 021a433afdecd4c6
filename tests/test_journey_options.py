"""Choices of a journey are values: equal ones share a cache, impossible ones are refused."""

import pytest

from clm_core.errors import ClmError
from clm_core.journey_options import MAX_LOOK_BACK_DAYS, ConversionKind, JourneyOptions


def test_equal_choices_are_one_key() -> None:
    assert len({JourneyOptions(), JourneyOptions(look_back_days=180), JourneyOptions(is_marketing_only=True)}) == 2
    assert JourneyOptions(conversion=ConversionKind.LEAD) != JourneyOptions()


@pytest.mark.parametrize("days", [0, -1, MAX_LOOK_BACK_DAYS + 1])
def test_an_impossible_look_back_is_refused(days: int) -> None:
    with pytest.raises(ClmError) as caught:
        JourneyOptions(look_back_days=days)
    assert caught.value.values["days"] == days


@pytest.mark.parametrize("days", [1, MAX_LOOK_BACK_DAYS])
def test_the_ends_of_the_look_back_are_allowed(days: int) -> None:
    assert JourneyOptions(look_back_days=days).look_back_days == days
