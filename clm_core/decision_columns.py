"""Columns and dtypes of the frames of decisions and their verdicts, declared once; rates are 0 to 1."""

_DAY = "datetime64[us]"

DECISIONS: dict[str, str] = {
    "decision": "int64",
    "title": "str",
    "action": "str",  # Action
    "owner": "str",
    "status": "str",  # DecisionStatus
    "verdict": "str",  # DecisionVerdict; empty: not judged yet
    "reason": "str",  # VerdictReason
    "measure": "str",  # Measure, whose unit the changes a week have
    "expected_change": "float64",
    "expected_low": "float64",  # 90 % range
    "expected_high": "float64",
    "measured_change": "float64",
    "measured_low": "float64",
    "measured_high": "float64",
    "takes_effect_on": _DAY,
    "check_on": _DAY,
    "possible_from": _DAY,  # of those that it is too early for
    "origin": "str",  # the page whose advice it was
}
"""One row a decision, the newest first."""

HIT_RATES: dict[str, str] = {
    "quarter": _DAY,  # its first day
    "came_true": "int64",
    "told": "int64",  # that could be told at all
    "hit_rate": "float64",  # of all checked up to and with this quarter
    "hit_rate_low": "float64",  # 95 %, Wilson
    "hit_rate_high": "float64",
}
"""How often decisions came true, by the quarter of their check."""
