"""What comes of leads later, held against a loop."""

from datetime import date

import numpy as np

from clm_core.analysis.forecast.coming_leads import ComingLeads
from clm_core.analysis.forecast.known import known_on
from clm_core.analysis.forecast.later_steps import StepRules, coming_steps
from tests.analysis.forecast.made_company import made_company

END = date(2026, 6, 30)


def test_a_loop_over_leads_and_ages_agrees() -> None:
    """Oracle: one channel, rates by age counted person by person, carried on day by day."""
    contacts, deals = made_company(END, per_day=1.5, days=640, seed=2)
    facts = known_on(contacts.assign(first_touch_channel="events"), deals, END, "UTC")
    coming = ComingLeads(channels=("events",), per_day=np.full((1, 5), 2.0), season=np.ones(12), has_season=True)
    rules = StepRules(horizon_days=30, window_days=200, own_events=1)
    has = ~np.isnan(facts.mql)
    found = coming_steps(facts, facts.lead[has], facts.mql[has], facts.channel[has], coming, rules)
    low = facts.today - 200
    leads = facts.lead[facts.lead >= facts.first_day]
    reached = [(lead, mql) for lead, mql in zip(facts.lead[has], facts.mql[has], strict=True)]
    rate = []
    for age in range(31):
        at_risk = sum(low <= lead + age <= facts.today for lead in leads)
        events = sum(mql - lead == age and mql >= low and lead >= facts.first_day for lead, mql in reached)
        rate.append(events / at_risk)
    for day in range(1, 6):
        in_funnel = sum(rate[int(facts.today + day - lead)] for lead in leads if facts.today + day - lead <= 30)
        later = sum(2.0 * rate[day - born] for born in range(1, day + 1))
        others = sum(mql - lead > 30 and mql > facts.today - 180 for lead, mql in reached) / 180
        assert np.isclose(found.in_funnel[day - 1], in_funnel)
        assert np.isclose(found.new[day - 1], later + others)
