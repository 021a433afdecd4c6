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
