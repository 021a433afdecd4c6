"""Planted lags: medians and spreads (of the logarithm) in days, except where the name says hours."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lag:
    """A lognormal lag."""

    median: float
    sigma: float


FIRST_TOUCH_TO_LEAD = Lag(5.0, 1.0)  # of the leads that do not fill the form on their first visit
LEAD_TO_QUALIFICATION = Lag(13.0, 0.75)
FOLLOW_UP_HOURS = Lag(20.0, 1.2)  # hand-over to sales' first contact
SAL_TO_SQL = Lag(12.0, 0.8)
SQL_TO_OPPORTUNITY = Lag(12.0, 0.7)
OPPORTUNITY_TO_CLOSE = Lag(90.0, 0.55)
SELF_QUALIFICATION = Lag(55.0, 0.6)  # lead to SQL of those who come to sales by themselves
REJECTION = Lag(3.0, 0.8)
RECYCLING = Lag(30.0, 0.6)
RE_QUALIFICATION = Lag(120.0, 0.5)
SQL_LOSS = Lag(35.0, 0.6)
NEXT_PURCHASE = Lag(195.0, 0.55)  # close of a deal to the account's next opportunity

SAME_VISIT_SHARE = 0.7
