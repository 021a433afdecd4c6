"""Columns and dtypes of the frames of the funnel in time, declared once; rates are 0 to 1, times are days.

``group`` is the key of a channel, campaign, segment value or owner: the empty string where nothing is given.
"""

_DAY = "datetime64[us]"

CONVERSION_CURVE: dict[str, str] = {
    "day": "int64",  # days after entering the stage
    "at_risk": "int64",  # people who were still under way at the start of this day: the n of the curve here
    "converted": "int64",  # until and with this day
    "rate": "float64",
    "low": "float64",
    "high": "float64",
}
"""One row a day on which anything happened: the share that has come on by then."""

COHORT_CONVERSION: dict[str, str] = {
    "month": _DAY,  # of entering the stage; missing: all months together
    "age_days": "int64",
    "entered": "int64",
    "old_enough": "int64",  # of these, people who entered at least age_days ago
    "converted": "int64",  # within age_days
    "at_risk": "int64",  # still under way at this age
    "rate": "float64",  # missing where too few are old enough
    "low": "float64",
    "high": "float64",
    "is_young": "boolean",  # the month as a whole; missing where nobody can tell
}
"""One row a month of entry and age: the share that has come on within that many days."""

STAGE_TIMES: dict[str, str] = {
    "group": "str",
    "stage": "str",
    "next_stage": "str",
    "entered": "int64",  # = moved_on + closed + still_open
    "moved_on": "int64",
    "closed": "int64",  # rejected or lost
    "still_open": "int64",
    "stay_q1_days": "float64",  # a quarter has left the stage by then; missing: not yet
    "stay_median_days": "float64",
    "stay_median_low_days": "float64",
    "stay_median_high_days": "float64",  # missing: the data do not say how long at most
    "stay_q3_days": "float64",
    "stay_p90_days": "float64",
    "plain_median_days": "float64",  # of those who have left: too short
    "convert_median_days": "float64",  # of those who ever come on
    "convert_p90_days": "float64",
    "horizon_days": "float64",  # as far as the data carry "ever"
}
"""One row a group and stage: how long people stay in it, counting those who are still there."""

VELOCITY: dict[str, str] = {
    "lever": "str",  # Lever, or velocity for the whole
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "n": "int64",
    "value_before": "float64",
    "low_before": "float64",
    "high_before": "float64",
    "n_before": "int64",
    "effect": "float64",  # what the change of this lever brings a day; the levers sum to the whole
    "effect_low": "float64",
    "effect_high": "float64",
    "verdict": "str",
}
"""One row a lever and one for the whole: money won a day."""

WIN_RATES: dict[str, str] = {
    "group": "str",
    "amount_from": "float64",  # of an amount band: from and with; missing: no lower end
    "amount_below": "float64",
    "won": "int64",
    "decided": "int64",  # the n of the rate
    "still_open": "int64",  # not in the rate
    "win_rate": "float64",
    "win_rate_low": "float64",
    "win_rate_high": "float64",
    "won_amount": "float64",
    "difference": "float64",  # from the rate of all others
    "verdict": "str",
}
"""One row a group of deals that were decided in the period."""

RATE_BRIDGE: dict[str, str] = {
    "group": "str",
    "base": "int64",
    "passed": "int64",
    "base_before": "int64",
    "passed_before": "int64",
    "base_share": "float64",
    "base_share_before": "float64",
    "rate": "float64",
    "rate_before": "float64",
    "mix_effect": "float64",
    "mix_low": "float64",
    "mix_high": "float64",
    "mix_verdict": "str",
    "rate_effect": "float64",
    "rate_low": "float64",
    "rate_high": "float64",
    "rate_verdict": "str",
}
"""One row a group: what its share of the people and its own rate did to the rate of all."""

AGEING: dict[str, str] = {
    "stage": "str",
    "band": "str",  # AgeBand
    "count": "int64",
    "amount": "float64",  # of open deals; missing for people
    "expected": "float64",  # of these, still to come on
    "oldest_days": "float64",
    "median_days": "float64",  # half of those who ever came on had by then
    "p90_days": "float64",
    "reference_count": "int64",  # who came on: the n of both
}
"""One row a stage and age band: what is open now, against how long those who came on took."""
