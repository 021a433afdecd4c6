"""Columns and dtypes of the frames of forecasts and their back-test, declared once; rates are 0 to 1."""

OPEN_DEALS: dict[str, str] = {
    "deal_key": "int64",
    "channel": "str",
    "amount": "float64",  # as in the data; NaN where it has none
    "age_days": "int64",  # from its creation to today
    "chance": "float64",  # to be won within the days that are looked ahead
    "chance_before": "float64",  # what deals like it had on the day of their creation
    "stated_share": "float64",  # the CRM's own probability, for comparison only; NaN where it has none
    "median_day": "datetime64[us]",  # by which half of its chance is used up
    "expected": "float64",  # chance × amount
}
"""Every open deal with its chance; a row a deal, in the order of the data."""

FORECAST_PERIODS: dict[str, str] = {
    "measure": "str",  # forecast.ForecastMeasure
    "size": "str",  # forecast.PeriodSize
    "start_on": "datetime64[us]",
    "end_on": "datetime64[us]",
    "so_far": "float64",  # of a period that has begun
    "expected": "float64",  # with what came so far; the sources sum to it
    "low_50": "float64",
    "high_50": "float64",
    "low_90": "float64",
    "high_90": "float64",
}
"""The coming months and weeks; a row a measure and period. Intervals are calibrated where a back-test could be made."""

FORECAST_SOURCES: dict[str, str] = {
    "measure": "str",
    "size": "str",
    "start_on": "datetime64[us]",
    "source": "str",  # forecast.ForecastSource
    "expected": "float64",
}
"""Where each period's number is to come from; the sources of a period sum to its expected."""

FORECAST_HISTORY: dict[str, str] = {"measure": "str", "start_on": "datetime64[us]", "value": "float64"}
"""What the past full months brought."""

FORECAST_BACKTEST: dict[str, str] = {
    "measure": "str",
    "size": "str",  # month or three_months
    "origin_on": "datetime64[us]",  # the last day that was known
    "months_ahead": "int64",
    "start_on": "datetime64[us]",
    "actual": "float64",
    "expected": "float64",
    "middle": "float64",  # as likely to be exceeded as not: what intervals are stretched about
    "low_50": "float64",
    "high_50": "float64",
    "low_90": "float64",
    "high_90": "float64",
    "last_month": "float64",  # the first naive forecast: the last month known, repeated for each month
    "last_year": "float64",  # the second: the same month a year before; NaN where it is not in the data
}
"""Each forecast of the past beside what came; intervals as they would have been shown then."""

FORECAST_QUALITY: dict[str, str] = {
    "measure": "str",
    "size": "str",  # month or three_months
    "n": "int64",  # forecasts compared
    "origins": "int64",  # from so many days; forecasts from one day share their luck
    "covered_50": "float64",
    "covered_90": "float64",
    "covered_90_low": "float64",  # Wilson's 95 % of so many forecasts as there are months
    "covered_90_high": "float64",
    "error_share": "float64",  # sum of absolute errors ÷ sum of actuals
    "last_month_error_share": "float64",
    "compared_n": "int64",  # forecasts for which last year is known
    "compared_error_share": "float64",  # of these
    "last_year_error_share": "float64",
    "scaled_error": "float64",  # MASE: mean absolute error ÷ mean change from month to month; of months only
    "bias_share": "float64",  # (sum of expected − sum of actuals) ÷ sum of actuals
}
"""How good the forecasts of the past were; a row a measure and size of period."""
