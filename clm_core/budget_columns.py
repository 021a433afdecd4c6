"""Columns and dtypes of the frames of the budget plan, declared once.

As in result_columns.py: shares are 0 to 1, money is in the reporting currency and covers the whole plan.
``*_low`` and ``*_high`` are 90 % intervals over the curves' draws.
"""

BUDGET_ROWS: dict[str, str] = {
    "channel": "str",
    "today": "float64",  # spend of the reference over a plan's length
    "amount": "float64",  # planned
    "change": "float64",
    "minimum": "float64",
    "maximum": "float64",
    "outcome_today": "float64",  # mean over the draws
    "outcome": "float64",
    "outcome_low": "float64",
    "outcome_high": "float64",
    "marginal_return_today": "float64",
    "marginal_return": "float64",
    "binding": "str",  # Binding
    "price": "float64",  # outcome that one unit of money less of this limit would bring, ≥ 0
    "is_extrapolated": "bool",  # beyond the largest spend ever seen
}
"""One row a channel of a plan; amounts sum to the budget but for the explained remainder."""

SCENARIO_ROWS: dict[str, str] = {
    "scenario": "str",  # its key: a ScenarioOrigin, or the name of a saved one
    "spend": "float64",
    "leads": "float64",
    "mqls": "float64",
    "sqls": "float64",
    "won_deals": "float64",
    "revenue": "float64",
    "margin": "float64",
    "roi": "float64",
    "outcome": "float64",  # what was optimised
    "outcome_low": "float64",
    "outcome_high": "float64",
    "gain": "float64",  # outcome above today's
    "gain_low": "float64",
    "gain_high": "float64",
    "better_chance": "float64",  # share of draws in which it beats today's
    "worst_mean": "float64",  # mean outcome of the worst draws
}
"""One row a scenario, compared side by side; NaN where the link from the outcome to a later stage is unknown."""

SCENARIO_AMOUNTS: dict[str, str] = {
    "scenario": "str",
    "channel": "str",
    "amount": "float64",
}

CURVE_TABLE: dict[str, str] = {
    "channel": "str",
    "amount": "float64",  # over the whole plan, where the row begins
    "c0": "float64",
    "c1": "float64",
    "c2": "float64",
    "c3": "float64",
    "c4": "float64",
    "c5": "float64",
}
"""Mean outcome by amount as polynomials of the logarithm of the amount: see analysis/budget_plan/curve_table.py."""

OUTCOME_CHAIN: dict[str, str] = {
    "channel": "str",  # by first touch; empty: all channels
    "leads": "int64",
    "mqls": "int64",  # seen so far, of these leads
    "sqls": "int64",
    "won_deals": "int64",
    "mql_rate": "float64",  # MQLs a lead, once all will have become one; NaN where the data know none
    "sql_rate": "float64",
    "won_rate": "float64",
    "revenue_per_deal": "float64",
    "margin_per_deal": "float64",  # NaN where no margin is known
    "deal_variation": "float64",  # standard deviation of a deal's revenue ÷ its mean; NaN below two deals
}
"""What a lead of a channel becomes; a channel's rates are drawn towards those of all channels where it has few."""

WRONG_CURVES: dict[str, str] = {
    "channel": "str",
    "is_higher": "bool",  # at the upper end of its 90 % interval; else at the lower
    "factor": "float64",  # what it brings, of what the mean curve says
    "amount": "float64",  # that it would get
    "moved": "float64",  # money that would be moved in all
    "outcome": "float64",  # of the present plan, if it were so
    "loss": "float64",  # outcome given away by following the present plan
}
"""Two rows a channel: how much the answer moves if its curve is wrong."""

RETURN_ARRIVAL: dict[str, str] = {
    "months_later": "int64",
    "share": "float64",  # of all that will ever come, arrived by then
    "share_low": "float64",
    "share_high": "float64",
}
"""When the return arrives: from lead to won deal."""
