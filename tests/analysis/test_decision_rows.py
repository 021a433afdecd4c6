"""Which leads, deals and bookings a decision is measured by, and with which it is compared."""

from dataclasses import replace
from datetime import date

import numpy as np

from clm_core.analysis.days import day_number
from clm_core.analysis.decision_rows import outcome_rows, ripening, spend_rows
from clm_core.decisions import Measure
from tests.analysis.decision_worlds import AS_OF, FIRST_ON, decision
from tests.analysis.test_decision_verdict import EVERY_DAY, company

ZONE = "Europe/Berlin"


def test_own_and_other_channels_are_told_apart() -> None:
    data = company({date(2026, 5, 4): 2})
    rows = outcome_rows(data, decision(1.0), zone=ZONE, margin_share=None)
    assert (rows.is_own.sum(), rows.is_other.sum()) == (2, 2)
    assert set(rows.day) == {day_number(date(2026, 5, 4))}
    changed = outcome_rows(data, decision(1.0), zone=ZONE, also_changed=("other",), margin_share=None)
    assert changed.is_other.sum() == 0
    everything = outcome_rows(data, decision(1.0, channels=()), zone=ZONE, margin_share=None)
    assert (everything.is_own.sum(), everything.is_other.sum()) == (4, 0)


def test_campaigns_of_the_same_channel_are_no_comparison() -> None:
    data = company({date(2026, 5, 4): 2})
    named = replace(data, contacts=data.contacts.assign(first_touch_campaign=["A", "B", "A", "B"]))
    asked = replace(decision(1.0), campaigns=("A",))
    rows = outcome_rows(named, asked, zone=ZONE, margin_share=None)
    assert (rows.is_own.sum(), rows.is_other.sum()) == (1, 2)
    alone = outcome_rows(named, replace(asked, channels=()), zone=ZONE, margin_share=None)
    assert (alone.is_own.sum(), alone.is_other.sum()) == (2, 2)


def test_of_a_rate_every_mql_is_a_row() -> None:
    data = company(EVERY_DAY, 40)
    contacts = data.contacts.assign(mql_at=data.contacts["lead_at"])
    asked = decision(0.1, measure=Measure.MQL_TO_SQL_RATE)
    rows = outcome_rows(replace(data, contacts=contacts), asked, zone=ZONE, margin_share=None)
    assert len(rows.day) == len(contacts)
    young = rows.day > day_number(AS_OF) - 40
    assert np.isnan(rows.lag_days[young]).all()
    assert set(rows.lag_days[~young]) == {40.0}


def test_outcomes_ripen_as_long_as_they_take() -> None:
    data = company(EVERY_DAY, 40)
    rows = outcome_rows(data, decision(1.0, measure=Measure.SQLS), zone=ZONE, margin_share=None)
    ripe = ripening(rows, first_on=FIRST_ON, as_of=AS_OF)
    assert ripe is not None
    assert (ripe.days, ripe.share) == (40, 1.0)
    leads = outcome_rows(data, decision(1.0), zone=ZONE, margin_share=None)
    at_once = ripening(leads, first_on=FIRST_ON, as_of=AS_OF)
    assert at_once is not None
    assert (at_once.days, at_once.share) == (0, 1.0)
    assert ripening(spend_rows(data, decision(1.0)), first_on=FIRST_ON, as_of=AS_OF) is None
