"""Columns and dtypes of the frames of promises kept and pacing, declared once; rates are 0 to 1.

``*_low`` and ``*_high`` are 95 % intervals of what was measured and 90 % intervals of what is projected.
"""

_DAY = "datetime64[us]"
_MOMENT = "datetime64[us, UTC]"

PROMISE_LEADS: dict[str, str] = {
    "contact_key": "int64",
    "handed_at": _MOMENT,
    "week": _DAY,  # the Monday of the week of the hand-over
    "age_days": "float64",  # at the end of as_of
    "hours_to_contact": "float64",  # to sales' first contact; missing where there was none (yet)
    "closed_hours": "float64",  # to its closing without a contact; missing for all others
    "reached_days": "float64",  # to the first reply, meeting or demo
    "verdict_days": "float64",  # to the first verdict
    "told_days": "float64",  # to the first verdict that is an acceptance or has a reason
    "sql_days": "float64",
    "may_be_mailed": "bool",
    "is_complete": "bool",  # all agreed fields are filled
}
"""One row an MQL that was handed over, by moment; missing days and hours have not happened by the end of as_of."""

PROMISE_WEEKS: dict[str, str] = {
    "kind": "str",  # targets.PromiseKind
    "week": _DAY,  # its Monday
    "n": "int64",  # leads that the promise is about; of MQLs a week the MQLs, of capacity the leads there were to work
    "hits": "int64",  # of them so far as promised; of capacity the leads worked
    "open": "int64",  # leads for which it is too early to say
    "value": "float64",  # hits ÷ leads that are old enough; of numbers a week the number itself
    "value_low": "float64",
    "value_high": "float64",
    "promised": "float64",
    "needed": "float64",  # = promised; of capacity at most the leads there were to work
    "status": "str",  # promises.WeekStatus
    "is_clear": "bool",  # the whole interval lies on one side of what was needed
}
"""What was promised and what happened, week by week."""

PACING_CURVE: dict[str, str] = {
    "day": _DAY,
    "planned": "float64",  # all so far: the plan by the usual shape of the season
    "actual": "float64",  # all so far; missing after the last day of the data
    "projected": "float64",  # all so far, the middle of the projection; missing before the last day of the data
    "projected_low": "float64",
    "projected_high": "float64",
}
"""A measure from the first to the last day of a period, added up."""
