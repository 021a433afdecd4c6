"""Columns and dtypes of the frames of lead scoring and hand-over, declared once.

As in result_columns.py: shares and rates are 0 to 1, money is in the reporting currency, and the empty string
is no channel. ``*_low`` and ``*_high`` are 95 % intervals.
"""

_MOMENT = "datetime64[us, UTC]"
_DAY = "datetime64[us]"

LEAD_EVENTS: dict[str, str] = {
    "contact_key": "int64",
    "at": "int64",  # epoch microseconds
    "kind": "category",
    "team": "category",
    "channel": "category",
    "content": "category",
}
"""Touchpoints of leads for scoring, ordered by contact and time."""

LEAD_SCORES: dict[str, str] = {
    "contact_key": "int64",
    "fit_points": "float64",
    "engagement_points": "float64",
    "score": "float64",
    "grade": "str",  # A1 to D4
    "is_mql": "bool",
    "is_sql": "bool",
}
"""One row a lead: its score on one day, or each lead's on the day it was judged."""

SCORE_PARTS: dict[str, str] = {
    "part": "str",  # fit, engagement, group_cap or engagement_cap
    "criterion": "int64",  # place in the model's fit or engagement criteria; of a cap the group's place, else -1
    "points": "float64",  # after decay; of a cap what it takes away (or gives back)
    "full_points": "float64",  # before decay
    "decayed_points": "float64",  # points - full_points
    "day": _DAY,  # of the touchpoint; missing for fit and caps
    "age_days": "Int64",
    "kind": "str",
    "channel": "str",
    "content": "str",
    "value": "str",  # the lead's own value of the fit field
}
"""What one lead's score consists of; the points sum to the score."""

SCORE_REASONS: dict[str, str] = {
    "part": "str",  # as in SCORE_PARTS
    "label": "str",  # the criterion in the reader's words
    "sentence": "str",  # with its points, when it happened and what has faded
    "points": "float64",
    "full_points": "float64",  # before decay
    "touches": "int64",  # touchpoints that count together; 0 for fit and caps
    "age_days": "Int64",  # of the latest of them
}
"""A score explained for reading: one row a criterion or cap; the points sum to the score, but for crumbs."""

LEAD_OUTCOMES: dict[str, str] = {
    "contact_key": "int64",
    "channel": "str",
    "judged_at": _MOMENT,  # the hand-over; of leads never handed over, when they would have been judged
    "is_handed_over": "bool",
    "converted_at": _MOMENT,  # when it became what the outcome asks for; missing where it has not (yet)
    "is_converted": "bool",
    "is_mature": "bool",  # old enough that most who convert would have converted
    "revenue": "float64",  # of its won deals, a deal with several contacts in equal shares
}
"""What became of each lead after it was judged; ordered by judged_at."""

LEARNED_WEIGHTS: dict[str, str] = {
    "feature": "int64",  # column of the feature matrix
    "leads": "int64",  # for whom the feature is not zero
    "converted": "int64",
    "log_odds": "float64",
    "log_odds_low": "float64",
    "log_odds_high": "float64",
    "points": "float64",  # on the team's own scale
    "points_low": "float64",
    "points_high": "float64",
    "own_points": "float64",  # what the team gives today; missing for a candidate that is not in the model
    "verdict": "str",  # agrees, raise, lower, turn (other sign) or too_little
}
"""The team's weights beside what the deals say."""

LEAKING_FEATURES: dict[str, str] = {
    "feature": "int64",
    "reason": "str",  # after_hand_over, nearly_decides, carries_model or constant
    "auc": "float64",
    "converted_share": "float64",  # of the converted leads how many have it
    "other_share": "float64",  # of those neither handed over nor converted
}
"""Features that a score must not use, because they are known only afterwards."""

SCORE_BANDS: dict[str, str] = {
    "band": "int64",  # 0 is the highest scores
    "score_from": "float64",  # whole points: 14.7 counts as 14
    "score_to": "float64",
    "leads": "int64",
    "converted": "int64",
    "rate": "float64",
    "rate_low": "float64",
    "rate_high": "float64",
    "revenue": "float64",
    "lift": "float64",  # rate ÷ rate of all
    "captured_share": "float64",  # of all converted leads, in this band and above
    "expected_rate": "float64",  # what the calibrated score said
}
"""How leads of each band of scores converted."""

CURVE_POINTS: dict[str, str] = {
    "score": "float64",  # leads from this score on pass
    "passed_share": "float64",
    "recall": "float64",  # true positive rate
    "false_positive_rate": "float64",
    "precision": "float64",
    "precision_low": "float64",
    "precision_high": "float64",
}
"""One row a distinct score (thinned to what a chart can show), highest first: ROC, precision-recall and gain."""

THRESHOLD_CUTS: dict[str, str] = {
    "score": "float64",  # the cut: leads from this score on are handed over
    "leads_per_week": "float64",
    "leads_per_week_low": "float64",
    "leads_per_week_high": "float64",
    "load_share": "float64",  # of sales' capacity
    "precision": "float64",
    "precision_low": "float64",
    "precision_high": "float64",
    "marginal_rate": "float64",  # chance of a lead exactly at the cut
    "wins_per_week": "float64",
    "revenue_per_week": "float64",
    "missed_wins_per_week": "float64",  # below the cut
    "wasted_leads_per_week": "float64",  # worked without a win
    "profit_per_week": "float64",  # margin of the wins - cost of the worked leads
    "is_within_capacity": "bool",
    "is_worth_it": "bool",  # the lead at the cut brings at least what it costs
}
"""What each cut would mean for sales, one row a candidate cut, rising."""

GRADE_CELL_RESULTS: dict[str, str] = {
    "cell": "str",
    "leads": "int64",
    "leads_per_week": "float64",
    "converted": "int64",
    "rate": "float64",
    "rate_low": "float64",
    "rate_high": "float64",
    "expected_rate": "float64",  # drawn towards what its row and column say, where leads are few
    "revenue": "float64",
    "profit_per_lead": "float64",
    "is_recommended": "bool",
}
"""The grid A1 to D4: one row a cell."""

HANDED_LEADS: dict[str, str] = {
    "contact_key": "int64",
    "contact_id": "str",
    "system": "str",
    "email": "str",
    "first_name": "str",
    "last_name": "str",
    "company": "str",
    "job_title": "str",
    "phone": "str",
    "country": "str",
    "language": "str",
    "industry": "str",
    "size_band": "str",
    "channel": "str",
    "campaign": "str",
    "stage": "str",
    "lead_at": _MOMENT,
    "last_touch_at": _MOMENT,
    "waiting_days": "float64",  # since it crossed the MQL threshold
    "fit_points": "float64",
    "engagement_points": "float64",
    "score": "float64",
    "grade": "str",
    "win_chance": "float64",
    "win_chance_low": "float64",
    "win_chance_high": "float64",
    "deal_value": "float64",
    "expected_value": "float64",
    "owner": "str",
    "routing_rule": "str",  # name of the rule; empty: in turn
    "routing_way": "str",  # handed_over, known_owner or in_turn: why this one of those who may have it
    "is_this_week": "bool",  # within what its owner can work in a week; the others come later
    "may_be_mailed": "bool",
    "consent": "str",  # given, withdrawn, unknown, unsubscribed or bounced
    "verdict": "str",
    "reason": "str",
    "recycle_on": _DAY,
    "verdict_at": _MOMENT,
}
"""The leads to call now, in the order in which to call them."""

SELLER_LOADS: dict[str, str] = {
    "owner": "str",
    "hours_per_week": "float64",
    "leads_per_week": "int64",  # whole leads that fit into the hours
    "leads": "int64",  # of the list, now and later
    "this_week": "int64",
}
"""How much of each seller's week the lead list takes, in the order of the policy."""

LEAD_VERDICTS: dict[str, str] = {
    "contact_key": "int64",
    "verdict": "str",
    "reason": "str",
    "cause": "str",  # RejectionCause; empty where there is no reason
    "recycle_on": _DAY,
    "given_by": "str",
    "given_at": _MOMENT,
    "origin": "str",  # sheet, page or file (the stage history)
}
"""What sales said about each lead, the latest verdict of each."""

MODEL_CHANGES: dict[str, str] = {
    "part": "str",  # fit, engagement, group or model (thresholds and bounds)
    "criterion": "object",  # the FitCriterion, EngagementCriterion or EngagementGroup; None for the model itself
    "what": "str",  # name of the changed field, or added, removed or order
    "old": "object",  # number, text, tuple or None, as the model has it
    "new": "object",
}
"""What differs between two scoring models, in the order of the newer one."""

SCORE_DISTRIBUTION: dict[str, str] = {
    "score_from": "float64",
    "score_to": "float64",
    "converted": "int64",
    "not_converted": "int64",
    "undecided": "int64",  # judged too recently
}
"""How many judged leads have a score from (included) to (excluded) two values; bins are equally wide."""

CHANNEL_SCORES: dict[str, str] = {
    "channel": "str",
    "leads": "int64",
    "mqls": "int64",
    "sqls": "int64",
    "mql_share": "float64",
    "mql_share_low": "float64",
    "mql_share_high": "float64",
    "sql_share": "float64",
    "sql_share_low": "float64",
    "sql_share_high": "float64",
    "mean_score": "float64",
}
"""What the thresholds let pass of each channel's leads."""

MODEL_COMPARISON: dict[str, str] = {
    "contact_key": "int64",
    "score_before": "float64",
    "score_after": "float64",
    "grade_before": "str",
    "grade_after": "str",
    "is_mql_before": "bool",
    "is_mql_after": "bool",
    "is_sql_before": "bool",
    "is_sql_after": "bool",
}
"""Two models on the same leads of the same day."""

RETURNED_VERDICTS: dict[str, str] = {
    "sheet": "str",
    "row": "int64",  # as the spreadsheet shows it
    "contact_key": "int64",
    "system": "str",
    "contact_id": "str",
    "email": "str",
    "company": "str",
    "verdict": "str",
    "reason": "str",
    "recycle_on": _DAY,
    "note": "str",
    "former_verdict": "str",  # what sales said last until now; empty: nothing yet
    "is_new": "bool",  # says something that is not on record yet
}
"""The good rows of a lead list that came back, one a lead."""
