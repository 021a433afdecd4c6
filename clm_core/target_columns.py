"""Columns and dtypes of the frames of targets (rates, chain, dates, chances), declared once; rates are 0 to 1."""

TARGET_RATES: dict[str, str] = {
    "link": "str",  # targets.FunnelLink
    "group": "str",  # channel or segment; empty: all together
    "entered": "int64",
    "reached": "int64",
    "rate": "float64",  # of all who will have had the time; NaN where the data do not know
    "rate_low": "float64",  # 95 %; NaN for a typed rate and for groups, which borrow from all
    "rate_high": "float64",
    "median_days": "float64",  # until half of those who go on have gone on
    "late_days": "float64",  # until nine in ten have
    "is_typed": "bool",
}
"""The links of the funnel, all together first; a group's rate is drawn towards that of all where it has few."""

TARGET_CHAIN: dict[str, str] = {
    "stage": "str",  # won, opportunity, sql, mql, lead, visitor: backwards
    "group": "str",  # empty: the whole; the groups' parts sum to it
    "exact": "float64",
    "count": "int64",  # rounded up once, at the end; groups are rounded so that they sum to the whole
    "count_low": "float64",  # 95 %, from those of the rates; NaN for groups and where nothing is uncertain
    "count_high": "float64",
}
"""How many of each stage a target needs."""

TARGET_DATES: dict[str, str] = {
    "stage": "str",
    "day": "datetime64[us]",  # end of this day
    "needed": "float64",  # how many of this stage must exist by then
    "share": "float64",  # of all that are needed
}
"""When each stage must exist so that deals close evenly over the period; a row a week and stage."""

TARGET_SOURCES: dict[str, str] = {
    "source": "str",  # target_chance.RevenueSource
    "deals": "float64",
    "revenue": "float64",  # expected
    "revenue_low": "float64",  # 90 %
    "revenue_high": "float64",
}
"""Where the period's revenue is expected to come from; revenue sums to that of all."""

TARGET_HISTOGRAM: dict[str, str] = {
    "revenue_from": "float64",
    "revenue_to": "float64",
    "share": "float64",  # of the draws; sums to 1
    "is_reached": "bool",  # at or above the target
}
"""The distribution of the period's revenue."""

PROMISE_WORTH: dict[str, str] = {
    "first": "str",  # targets.PromiseKind
    "second": "str",  # empty: one promise alone
    "level": "float64",  # of the first promise before the step
    "step": "float64",  # by which it is raised, in its unit
    "chance_change": "float64",  # probability after less before
    "change_low": "float64",  # 90 % of the Monte Carlo error
    "change_high": "float64",
    "revenue_change": "float64",
    "interaction": "float64",  # of a pair: what both bring beyond the sum of each; NaN for one alone
}
"""What a stated step of each promise is worth, one at a time, then in pairs."""
