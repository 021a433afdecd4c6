"""Columns and dtypes of the frames of ROI by maturity and of loop closure, declared once.

As in result_columns.py: shares are 0 to 1, money is in the reporting currency, and the empty string is no channel.
"""

_DAY = "datetime64[us]"

DEAL_CREDIT: dict[str, str] = {
    "deal_key": "int64",
    "channel": "str",
    "campaign": "str",
    "at": "datetime64[us, UTC]",  # the credited touch; missing where none is known
    "share": "float64",  # of the deal; the shares of a deal sum to 1
}
"""What part of each deal, open and lost ones too, an attribution model gives to which touch."""
ROI_MATURITY: dict[str, str] = {
    "channel": "str",
    "campaign": "str",
    "month": _DAY,  # of the credited touches and of the spend; missing where rows are not months
    "is_partial": "bool",
    "spend": "float64",
    "deals": "float64",  # credited deals seen so far = won_deals + lost_deals + open_deals
    "won_deals": "float64",
    "lost_deals": "float64",
    "open_deals": "float64",
    "deals_to_come": "float64",  # expected, not created yet
    "closed_share": "float64",  # (won + lost) ÷ (deals + deals_to_come)
    "is_mature": "bool",
    "realised": "float64",
    "expected_open": "float64",
    "expected_to_come": "float64",
    "mature_return": "float64",  # realised + expected_open + expected_to_come
    "mature_return_low": "float64",
    "mature_return_high": "float64",
    "realised_roi": "float64",
    "mature_roi": "float64",
    "mature_roi_low": "float64",
    "mature_roi_high": "float64",
    "verdict": "str",  # enough, little, too_little or no_spend
    "recommendation": "str",  # catalogue key
}
"""Spend beside what the touches of the same days have brought and are expected to bring; rows sum to the total."""
WIN_RATES: dict[str, str] = {
    "channel": "str",  # empty: all channels
    "decided_deals": "float64",
    "won_deals": "float64",
    "win_rate": "float64",
    "win_rate_low": "float64",
    "win_rate_high": "float64",
    "win_chance": "float64",  # of a new deal within the horizon, drawn towards the whole where deals are few
}
"""How many of the credited deals that were decided were won, and what is expected of a new one."""
RETURN_PARTS: dict[str, str] = {"part": "str", "won_deals": "float64", "realised": "float64"}
"""All won deals by when their credited touch was: before, in or after the period, or undated."""

LOOP_CLOSURE: dict[str, str] = {
    "reason": "str",  # traceable, or why not
    "won_deals": "int64",
    "deal_share": "float64",
    "deal_share_low": "float64",
    "deal_share_high": "float64",
    "revenue": "float64",
    "revenue_share": "float64",
    "revenue_share_low": "float64",
    "revenue_share_high": "float64",
}
"""One row a reason, traceable first; together all won deals of the period."""
LOOP_DEALS: dict[str, str] = {
    "deal_key": "int64",
    "deal_id": "str",
    "system": "str",
    "deal": "str",
    "company": "str",
    "owner": "str",
    "amount": "float64",
    "created_at": "datetime64[us, UTC]",
    "closed_on": _DAY,
    "reason": "str",
    "contacts": "int64",
    "touches": "int64",
    "first_touch_at": "datetime64[us, UTC]",  # the earliest touch of its contacts at all
}
"""The won deals of a period with the reason why they are traceable or not."""
SOURCED_MONTHS: dict[str, str] = {
    "month": _DAY,
    "is_partial": "bool",
    "won_deals": "int64",
    "revenue": "float64",
    "sourced_deals": "int64",
    "sourced_revenue": "float64",
    "sourced_share": "float64",  # of the revenue
    "sourced_share_low": "float64",
    "sourced_share_high": "float64",
    "influenced_deals": "int64",
    "influenced_revenue": "float64",
    "influenced_share": "float64",
    "influenced_share_low": "float64",
    "influenced_share_high": "float64",
}
"""One row a month in which deals were won: how much of it marketing began, and had any part in."""
