"""Columns and dtypes of the frames of sales feedback and follow-up, declared once.

As in result_columns.py: rates and shares are 0 to 1, ``*_low`` and ``*_high`` are 95 % intervals, and the empty
string as ``group`` is the whole.
"""

_MOMENT = "datetime64[us, UTC]"

HANDOVERS: dict[str, str] = {
    "contact_key": "int64",
    "channel": "str",
    "owner": "str",
    "handed_at": _MOMENT,
    "is_dated": "bool",  # handed over as an MQL; else the first sign of sales, from which no waiting can be measured
    "verdict": "str",  # handover.Verdict; empty: none yet
    "reason": "str",
    "cause": "str",  # handover.RejectionCause; empty where no reason is given
    "verdict_at": _MOMENT,
    "first_contact_at": _MOMENT,
    "hours_to_contact": "float64",
    "attempts": "int64",  # contacts by sales within ATTEMPT_DAYS of the hand-over
    "attempts_to_verdict": "Int64",  # up to the verdict's day; missing without one
    "sql_at": _MOMENT,  # first entry after the hand-over into SQL or further
    "opportunity_at": _MOMENT,  # … into opportunity or customer
    "won_at": _MOMENT,
    "age_days": "float64",  # at the end of as_of
    "is_young": "bool",  # most verdicts of leads of its age are still to come
    "score": "float64",  # at the hand-over; missing where no scores were passed
}
"""One row a lead that was handed over to sales, by moment."""

VERDICT_RATES: dict[str, str] = {
    "group": "str",
    "leads": "int64",  # = young + waiting + judged
    "young": "int64",
    "waiting": "int64",  # old enough and still without a verdict
    "waiting_median_days": "float64",
    "judged": "int64",  # = accepted + rejected + recycled: the n of the rates
    "accepted": "int64",
    "accepted_rate": "float64",
    "accepted_low": "float64",
    "accepted_high": "float64",
    "rejected": "int64",
    "rejected_rate": "float64",
    "rejected_low": "float64",
    "rejected_high": "float64",
    "recycled": "int64",
    "recycled_rate": "float64",
    "recycled_low": "float64",
    "recycled_high": "float64",
    "p_value": "float64",  # acceptance against all others, Fisher's exact test after Holm
    "standing": "str",  # better, worse, within_noise or no_data
}
"""What sales said about the leads of each group."""

REASON_SHARES: dict[str, str] = {
    "group": "str",
    "reason": "str",  # empty where the rows are causes
    "cause": "str",
    "leads": "int64",
    "base": "int64",  # the group's leads with a reason: the n of the share
    "share": "float64",
    "share_low": "float64",
    "share_high": "float64",
}
"""Why sales rejected or recycled leads, by group and reason or by group and cause; shares of a group sum to 1."""

REASON_TESTS: dict[str, str] = {
    "group": "str",
    "leads": "int64",
    "p_value": "float64",  # after Holm
    "differs": "bool",
    "cause": "str",  # the one that stands out most among those that are more frequent than elsewhere
    "share": "float64",
    "rest_share": "float64",
    "difference_low": "float64",
    "difference_high": "float64",
}
"""Whether a group's causes differ from those of all others by more than chance."""

CONTACT_CURVE: dict[str, str] = {
    "hours": "int64",
    "at_risk": "int64",  # not yet contacted and still watched just before
    "contacted_share": "float64",
    "contacted_low": "float64",
    "contacted_high": "float64",
}
"""The share of leads that sales had contacted by each hour after the hand-over."""

CONTACT_TIMES: dict[str, str] = {
    "group": "str",
    "leads": "int64",  # = contacted + uncontacted + closed
    "contacted": "int64",
    "uncontacted": "int64",  # still to be contacted
    "closed": "int64",  # rejected or recycled without a recorded contact
    "median_hours": "float64",
    "median_low": "float64",
    "median_high": "float64",
    "promise_base": "int64",  # leads old enough to say: the n of kept_rate
    "kept": "int64",
    "kept_rate": "float64",
    "kept_low": "float64",
    "kept_high": "float64",
    "attempts_mean": "float64",
    "is_little": "bool",  # too few leads to judge anybody by
}
"""How fast each group's leads were contacted, and how often the promised time was kept."""

FOLLOW_UP_BUCKETS: dict[str, str] = {
    "hours_from": "float64",
    "hours_to": "float64",  # infinite in the last
    "leads": "int64",
    "converted": "int64",
    "rate": "float64",
    "rate_low": "float64",
    "rate_high": "float64",
}
"""What became of leads by how long they waited for the first contact."""
