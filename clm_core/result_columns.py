"""Columns and dtypes of the frames that analyses return and charts draw, declared once.

``group`` is the key of a channel, campaign or segment value: the empty string where nothing is given.
Rates and shares are 0 to 1, lags whole days in the reporting zone, money in the reporting currency.
"""

_DAY = "datetime64[us]"

FUNNEL_STAGES: dict[str, str] = {
    "group": "str",
    "stage": "str",
    "reached": "int64",  # people who came at least this far
    "skipped": "int64",  # of these, people without an entry into the stage itself
    "step_base": "int64",  # people who reached the stage before: the n of step_rate
    "step_rate": "float64",
    "step_low": "float64",
    "step_high": "float64",
    "start_base": "int64",  # people at the start of the funnel: the n of start_rate
    "start_rate": "float64",
    "start_low": "float64",
    "start_high": "float64",
}
"""One row a group and stage of a cohort; the first stage has no rates."""

FUNNEL_STEPS: dict[str, str] = {
    "group": "str",
    "stage": "str",
    "next_stage": "str",
    "entered": "int64",  # = moved_on + still_open + rejected + lost
    "moved_on": "int64",
    "still_open": "int64",
    "rejected": "int64",
    "lost": "int64",
    "lag_count": "int64",  # moved on with both dates: the n of the lags
    "out_of_order": "int64",  # of these, dated before the stage they came from; kept in the lags
    "lag_mean_days": "float64",
    "lag_min_days": "float64",
    "lag_q1_days": "float64",
    "lag_median_days": "float64",
    "lag_q3_days": "float64",
    "lag_p90_days": "float64",
    "lag_max_days": "float64",
    "open_median_days": "float64",  # how long those still open have been waiting
}
"""One row a group and stage that people can leave: what became of them and after how long."""

FUNNEL_MATURITY: dict[str, str] = {
    "stage": "str",
    "reference_count": "int64",  # people of older data whose lag from start to this stage is known
    "lag_median_days": "float64",
    "lag_p90_days": "float64",
    "younger_than_median_share": "float64",  # of the cohort, at as_of
    "younger_than_p90_share": "float64",
    "is_young": "boolean",  # missing where older data cannot tell
}
"""One row a stage after the first: whether the cohort has had the time to get there."""

FUNNEL_ACTIVITY: dict[str, str] = {"group": "str", "stage": "str", "entries": "int64"}
"""Stage entries that happened in a period; entries of different stages are different people."""

FUNNEL_COMPARISON: dict[str, str] = {
    "group": "str",
    "stage": "str",
    "reached": "int64",
    "reached_before": "int64",
    "step_base": "int64",
    "step_base_before": "int64",
    "step_rate": "float64",
    "step_rate_before": "float64",
    "difference": "float64",
    "difference_low": "float64",
    "difference_high": "float64",
    "verdict": "str",
}
"""Step rates of two cohorts of the same age, and what their difference says."""

ROI_MEASURES: dict[str, str] = {
    "spend": "float64",
    "leads": "int64",
    "mqls": "int64",
    "sqls": "int64",
    "customers": "float64",
    "won_deals": "float64",
    "deals_without_amount": "float64",
    "revenue": "float64",
    "margin": "float64",
    "roi": "float64",
    "roi_low": "float64",
    "roi_high": "float64",
    "roas": "float64",
    "cpl": "float64",
    "cpl_low": "float64",
    "cpl_high": "float64",
    "cost_per_mql": "float64",
    "cost_per_mql_low": "float64",
    "cost_per_mql_high": "float64",
    "cac": "float64",
    "cac_low": "float64",
    "cac_high": "float64",
    "payback_months": "float64",
    "verdict": "str",  # enough, little or too_little data
    "recommendation": "str",  # catalogue key
}
ROI_ROWS: dict[str, str] = {"channel": "str", "campaign": "str"} | ROI_MEASURES
"""One row a channel, or a channel and campaign; campaign is empty where rows are channels."""
ROI_CHANGES: dict[str, str] = {
    "channel": "str",
    "campaign": "str",
    "spend": "float64",
    "spend_before": "float64",
    "spend_change": "float64",  # relative to before; missing where there was nothing before
    "revenue": "float64",
    "revenue_before": "float64",
    "revenue_change": "float64",
    "won_deals": "float64",
    "won_deals_before": "float64",
    "roi": "float64",
    "roi_low": "float64",
    "roi_high": "float64",
    "roi_before": "float64",
    "roi_before_low": "float64",
    "roi_before_high": "float64",
    "roi_change": "float64",
    "roi_change_low": "float64",
    "roi_change_high": "float64",
    "change_verdict": "str",  # better, worse, within_noise or no_data
}
"""One row a channel (and campaign) of either period: this one beside the one before."""
ROI_MONTHS: dict[str, str] = {
    "channel": "str",
    "month": _DAY,
    "is_partial": "bool",
    "spend": "float64",
    "leads": "int64",
    "customers": "float64",
    "won_deals": "float64",
    "revenue": "float64",
    "trailing_won_deals": "float64",  # of the month and the two before: the n of roi
    "roi": "float64",  # of the month and the two before
    "roi_low": "float64",
    "roi_high": "float64",
}
"""One row a channel and month (channel empty: all channels together)."""

CLAIMS: dict[str, str] = {
    "channel": "str",
    "claimed_conversions": "float64",
    "claimed_value": "float64",
    "leads": "int64",
    "customers": "float64",
    "revenue": "float64",
    "claimed_per_lead": "float64",  # how many conversions the platform claims for each lead in the CRM
    "claimed_per_customer": "float64",
}
"""What the platforms claim beside what the CRM confirms by first touch; claims are never added to results."""

KPI_VALUES: dict[str, str] = {
    "kpi": "str",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "n": "int64",  # what the value rests on: people, deals or days with spend
    "before": "float64",
    "change": "float64",  # value − before
    "relative_change": "float64",  # change ÷ |before|
}
KPI_SERIES: dict[str, str] = {"kpi": "str", "bucket_on": _DAY, "is_partial": "bool", "value": "float64"}
SPEND_REVENUE: dict[str, str] = {
    "bucket_on": _DAY,
    "is_partial": "bool",
    "spend": "float64",
    "revenue": "float64",
    "won_deals": "int64",
}
IMPORTS_SUMMARY: dict[str, str] = {
    "system": "str",
    "file": "str",
    "imported_at": "datetime64[us, UTC]",
    "first_day": _DAY,
    "last_day": _DAY,
    "rows": "int64",
    "problems": "int64",
}
"""What the overview asks of the store: one row an import that still counts."""
SOURCE_FRESHNESS: dict[str, str] = {
    "system": "str",
    "files": "int64",
    "imported_at": "datetime64[us, UTC]",
    "first_day": _DAY,
    "last_day": _DAY,
    "age_days": "Int64",  # from the newest day in the data to as_of
    "covered_share": "float64",  # of the period's days up to as_of
    "rows": "int64",
    "problems": "int64",
    "state": "str",  # fresh, stale or old
}

CREDIT: dict[str, str] = {
    "model": "str",
    "channel": "str",
    "campaign": "str",  # empty: no campaign known, or a path file, which has channels only
    "conversions": "float64",
    "conversion_value": "float64",
}
"""One row an attribution model, channel and campaign; each model's rows sum to what was converted."""

CONVERSION_CREDIT: dict[str, str] = {
    "conversion_key": "int64",
    "deal_key": "Int64",
    "channel": "str",
    "campaign": "str",
    "at": "datetime64[us, UTC]",  # the first touch of this channel and campaign in the journey
    "share": "float64",  # of the conversion; sums to 1 over its rows
}
"""One row a conversion and what it was credited to, by one attribution model."""

CREDIT_INTERVALS: dict[str, str] = {
    "model": "str",
    "channel": "str",
    "campaign": "str",  # empty: the whole channel
    "conversions_low": "float64",
    "conversions_high": "float64",
    "conversion_value_low": "float64",
    "conversion_value_high": "float64",
}
"""95 % intervals of CREDIT by bootstrap over journeys; one row a model and channel, or channel and campaign."""

CREDIT_RANGES: dict[str, str] = {
    "channel": "str",
    "least": "float64",
    "median": "float64",
    "most": "float64",
    "models_first": "int64",  # models that credit no other channel with more
    "model_count": "int64",
}
"""One row a channel: the least, the median and the most that any attribution model credits it with."""

ROI_BY_MODEL: dict[str, str] = {
    "channel": "str",
    "model": "str",
    "spend": "float64",
    "won_deals": "float64",
    "earned": "float64",
    "roi": "float64",
}
"""What a channel earned by the credit of an attribution model, and its ROI; one row a channel and model."""

ROI_RANGES: dict[str, str] = {
    "channel": "str",
    "spend": "float64",
    "least": "float64",
    "median": "float64",
    "most": "float64",
    "model_count": "int64",
}
"""One row a channel: the least, the median and the most ROI that any attribution model gives it."""

CHANNEL_DECISIONS: dict[str, str] = {
    "channel": "str",
    "campaign": "str",  # empty: the whole channel
    "spend": "float64",
    "touched_conversions": "float64",  # conversions with this channel or campaign in their journey: the n
    "conversions_min": "float64",
    "conversions_max": "float64",
    "conversion_value_min": "float64",  # least and most that any model credits
    "conversion_value_max": "float64",
    "measure_min": "float64",  # ROI, or cost per conversion, under the model that sees it worst …
    "measure_max": "float64",  # … and best (as numbers, not as judgement)
    "verdict": "str",  # attribution_decision.Verdict under most models
    "holding_models": "int64",  # models under which it holds
    "model_count": "int64",
    "models_above": "int64",  # models under which the target is met
    "money_at_stake": "float64",  # median over models: what was earned beyond (or short of) what the target asks
    "reason": "str",  # catalogue key of the sentence that says why
}
"""One row a channel or campaign with spend: what to do, and whether that depends on the model."""

MODEL_DECISIONS: dict[str, str] = {
    "channel": "str",
    "campaign": "str",
    "model": "str",
    "measure": "float64",
    "measure_low": "float64",
    "measure_high": "float64",
    "verdict": "str",
}
"""The same for each model, before they are counted."""

TOUCHED: dict[str, str] = {"channel": "str", "campaign": "str", "touched_conversions": "float64"}
"""How many conversions have a channel (campaign empty) or campaign in their journey."""

CHANGED_CONVERSIONS: dict[str, str] = {
    "conversion": "str",  # what identifies the deal or contact in both states
    "channel": "str",
    "cause": "str",  # attribution_change.Cause
    "amount": "float64",  # credit now − credit before, as far as this cause explains it
}
"""One row a conversion, channel and cause whose credit moved, the largest first."""

CREDIT_CHANGES: dict[str, str] = {
    "channel": "str",
    "before": "float64",
    "new_conversion": "float64",
    "gone_conversion": "float64",
    "changed_value": "float64",
    "other_touches": "float64",
    "changed_rule": "float64",
    "other_weights": "float64",
    "changed_model": "float64",
    "after": "float64",
}
"""One row a channel; before + the causes = after."""
