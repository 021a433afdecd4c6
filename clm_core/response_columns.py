"""Columns and dtypes of the frames of response curves, declared once.

As in result_columns.py: shares and rates are 0 to 1, money is in the reporting currency. ``*_low`` and ``*_high``
are 90 % intervals over the draws.
"""

_DAY = "datetime64[us]"

RESPONSE_CHANNELS: dict[str, str] = {
    "channel": "str",
    "trust": "str",  # CurveTrust
    "periods": "int64",  # with spend
    "spend": "float64",  # over all periods
    "spend_per_period": "float64",  # mean of the last 13 weeks or 3 months: today
    "largest_spend": "float64",  # of one period: beyond it the curve is extrapolated
    "outcome": "float64",  # that the channel brought, mean over the draws
    "outcome_low": "float64",
    "outcome_high": "float64",
    "outcome_share": "float64",  # of all outcome
    "mean_return": "float64",  # outcome per unit of spend (money outcomes: ROAS)
    "mean_return_low": "float64",
    "mean_return_high": "float64",
    "marginal_return": "float64",  # of the next unit of spend a period at today's spend
    "marginal_return_low": "float64",
    "marginal_return_high": "float64",
    "carry_over": "float64",
    "half_spend": "float64",  # spend a period that brings half of what five times today's would
}
"""One row a channel: what its curve says."""

CURVE_FINDINGS: dict[str, str] = {
    "channel": "str",  # empty: about the whole series
    "finding": "str",  # CurveFinding
    "trust": "str",  # CurveTrust that it allows at most
    "other_channel": "str",  # with which the spend moves
    "value": "float64",  # measured
    "limit": "float64",  # needed
}
"""What stands against resting advice on a curve."""

CURVE_POINTS: dict[str, str] = {
    "channel": "str",
    "spend": "float64",  # a period, constant
    "outcome": "float64",  # a period, mean over the draws
    "outcome_low": "float64",
    "outcome_high": "float64",
    "marginal_return": "float64",
    "marginal_return_low": "float64",
    "marginal_return_high": "float64",
    "is_observed": "bool",  # not beyond the largest spend of a period
}
"""Curves for drawing."""

OBSERVED_POINTS: dict[str, str] = {
    "channel": "str",
    "starts_on": _DAY,
    "spend": "float64",
    "adstock": "float64",  # by the mean carry-over
    "outcome": "float64",  # the channel's part by the curve plus the period's unexplained rest
}
"""One row a channel and period: where the observations lie around the curve."""

FITTED_PERIODS: dict[str, str] = {
    "series": "str",  # channel of a credited series; empty: the one series
    "starts_on": _DAY,
    "outcome": "float64",
    "fitted": "float64",
    "fitted_low": "float64",
    "fitted_high": "float64",
    "baseline": "float64",  # without any spend
}
"""One row a period and series: how well the model explains what was seen."""

EXPERIMENTS: dict[str, str] = {
    "channel": "str",
    "change_share": "float64",  # of today's spend: -1 pauses it, 3 makes it four times as much; infinite: none today
    "periods": "int64",  # how long
    "spend_change": "float64",  # over all these periods
    "detectable_return": "float64",  # outcome per unit of spend found with the stated power
    "power": "float64",
}
"""One row a channel whose curve the data cannot carry: the experiment that would settle it."""
