"""Leads to come: the week's course, and each channel's own season, against what was planted."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from clm_core.analysis.days import date_of, day_number
from clm_core.analysis.forecast.coming_leads import ComingLeads, LeadRules, coming_leads
from clm_core.analysis.forecast.known import KnownFacts, known_on
from tests.analysis.forecast.made_company import made_company

END = date(2026, 6, 28)
"""A Sunday: tomorrow the week begins."""


def facts_of(days: np.ndarray, channel: np.ndarray) -> KnownFacts:
    """Leads on these days; nothing else is looked at."""
    whole = known_on(*made_company(END, per_day=0.5, days=320), END, "UTC")
    return replace(whole, first_day=int(days.min()), lead=days.astype(np.float64), channel=channel.astype(object))


def test_the_week_has_its_course() -> None:
    """Known case: ten leads on each working day of twenty weeks, none on weekends; one lead is the prior of a day."""
    span = np.arange(day_number(END) - 139, day_number(END) + 1)
    working = span[[date_of(day).weekday() < 5 for day in span]]
    days = np.append(np.repeat(working, 10), span[0])
    found = coming_leads(facts_of(days, np.full(len(days), "events")), 7, LeadRules()).per_day[0]
    assert found[1] / found[5] == pytest.approx(201)
    assert found.sum() == pytest.approx(50, rel=0.01)
    assert found[:5] == pytest.approx([10] * 5, rel=0.02)


@pytest.fixture(scope="module")
def seasonal() -> ComingLeads:
    """Three years in which events bring twice as many leads in summer and search always equally many."""
    span = np.arange(day_number(END) - 3 * 365 + 1, day_number(END) + 1)
    is_summer = np.array([date_of(day).month in (6, 7, 8) for day in span])
    days = np.concatenate([np.repeat(span, np.where(is_summer, 40, 20)), np.repeat(span, 30)])
    channel = np.where(np.arange(len(days)) < len(days) - 30 * len(span), "events", "paid_search")
    return coming_leads(facts_of(days, channel), 365, LeadRules())


@pytest.mark.parametrize(("channel", "planted", "july"), [("events", 2.0, 40), ("paid_search", 1.0, 30)])
def test_each_channel_has_its_own_season(seasonal: ComingLeads, channel: str, planted: float, july: int) -> None:
    """Recovery: the months' shape, and today's level in the month to come."""
    own = seasonal.per_day[seasonal.channels.index(channel)]
    month = np.array([date_of(day_number(END) + 1 + ahead).month for ahead in range(365)])
    assert own[month == 7].mean() / own[month == 2].mean() == pytest.approx(planted, rel=0.1)
    assert own[month == 7].mean() == pytest.approx(july, rel=0.1)
