"""Advice of the product's pages as the beginning of a decision: what it is called, what is expected and for how long.

Every expectation is one that data can contradict: an interval of the advice itself where it has one, and where it
has none (what to do with a channel's money) a range that holds what is plausible at most and at least.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd

from clm_core.analysis.selected import channel_keys
from clm_core.decisions import Action, Measure
from clm_core.response_curves import PeriodLength, ResponseOutcome
from clm_core.scoring_terms import CutRecommendation
from clm_core.services.budget_plan import PlanBase, Split
from clm_core.services.data import loop_data, require_days
from clm_core.services.decisions import DecisionProposal
from clm_core.services.sales_feedback import SalesFeedback
from clm_core.store.workspaces import Store
from clm_core.texts import Texts, formats
from clm_core.texts.channels import channel_name

RECENT_WEEKS = 13
SCALE_BY = 0.2
"""What "scale" means at first: a fifth more money."""
SCALE_BRINGS = (0.25, 0.75, 1.0)
"""Of a proportional rise in leads at least, probably and at most: what is good already rarely grows in step."""
PAUSE_LOSES = (1.0, 0.7, 0.3)
"""Of the channel's leads at most, probably and at least: some would have come by another way."""
MENDED_SHARE = (0.1, 0.5, 1.0)
"""Of the leads that a cause keeps from being accepted at least, probably and at most."""

_MENDED_BY = {"bad_data": Action.FIX_FORM, "low_intent": Action.CHANGE_THRESHOLD}
_MEASURES = {
    ResponseOutcome.LEADS: Measure.LEADS,
    ResponseOutcome.MQLS: Measure.MQLS,
    ResponseOutcome.SQLS: Measure.SQLS,
    ResponseOutcome.WON_DEALS: Measure.WON_DEALS,
    ResponseOutcome.REVENUE: Measure.REVENUE,
}
_WEEKS_PER_PERIOD = {PeriodLength.WEEK: 1.0, PeriodLength.MONTH: 365.25 / 12 / 7}


def scale_or_pause(
    store: Store, channel: str, action: Action, label: str, texts: Texts, origin: str
) -> DecisionProposal:
    """A fifth more money for a channel, or none; expected of the leads that it brought a week of late.

    Raises ClmError in an empty workspace.
    """
    leads = _recent_leads_per_week(store, channel)
    is_scaled = action is Action.SCALE
    parts = [SCALE_BY * part for part in SCALE_BRINGS] if is_scaled else [-part for part in PAUSE_LOSES]
    low, change, high = (leads * part for part in parts)
    share = formats.share(SCALE_BY, texts.language, decimals=0)
    return DecisionProposal(
        title=texts(f"decision_advice.{action}", channel=label, share=share),
        action=action,
        measure=Measure.LEADS,
        change=change,
        low=low,
        high=high,
        channels=(channel,),
        origin=origin,
        advice={"leads_per_week": leads},
    )


def _recent_leads_per_week(store: Store, channel: str) -> float:
    as_of = require_days(store)[1]
    contacts = loop_data(store).contacts
    since = pd.Timestamp(as_of - timedelta(weeks=RECENT_WEEKS), tz="UTC")
    own = contacts[(channel_keys(contacts["first_touch_channel"]) == channel) & (contacts["lead_at"] > since)]
    return len(own) / RECENT_WEEKS


def reallocation(base: PlanBase, plan: Split, texts: Texts, labels: Mapping[str, str]) -> DecisionProposal:
    """The plan instead of today's split; of margins, which no decision is measured by, without an expectation."""
    rows = plan.rows[plan.rows["change"].abs() >= 1]
    weeks = base.terms.periods * _WEEKS_PER_PERIOD[base.terms.length]
    measure, found = _MEASURES.get(base.terms.outcome), plan.split
    ordered = rows.sort_values("change", ascending=False, kind="stable")
    up = [channel_name(one, texts, labels) for one in ordered.loc[ordered["change"] > 0, "channel"]]
    down = [channel_name(one, texts, labels) for one in ordered.loc[ordered["change"] < 0, "channel"][::-1]]
    key = "reallocate" if up and down else "more" if up else "less"
    return DecisionProposal(
        title=texts(f"decision_advice.{key}", up=_named(up), down=_named(down)),
        action=Action.REALLOCATE,
        measure=measure or Measure.REVENUE,
        **({} if measure is None else _weekly(found.gain, found.gain_low, found.gain_high, weeks)),
        channels=tuple(map(str, rows["channel"])),
        weeks=round(weeks),
        origin="budget_plan",
        advice={str(row["channel"]): float(row["change"]) for row in rows.to_dict("records")},
    )


def experiment(row: pd.Series, channels: pd.DataFrame, outcome: ResponseOutcome, length: PeriodLength,
               label: str, texts: Texts) -> DecisionProposal:  # fmt: skip
    """An experiment of response curves: what the curve expects of its change of spend, as wide as the curve is."""
    weeks = float(str(row["periods"])) * _WEEKS_PER_PERIOD[length]
    own = channels[channels["channel"] == row["channel"]].iloc[0]
    spend, measure = float(str(row["spend_change"])), _MEASURES.get(outcome)
    returns = sorted(spend * float(own[f"marginal_return{end}"]) for end in ("_low", "", "_high"))
    is_known = measure is not None and all(abs(one) < float("inf") for one in returns)
    return DecisionProposal(
        title=texts("decision_advice.experiment", channel=label),
        action=Action.RUN_EXPERIMENT,
        measure=measure or Measure.REVENUE,
        **(_weekly(returns[1], returns[0], returns[2], weeks) if is_known else {}),
        channels=(str(row["channel"]),),
        weeks=max(1, round(weeks)),
        origin="response_curves",
        advice={"spend_change": spend, "detectable_return": float(str(row["detectable_return"]))},
    )


def threshold(found: CutRecommendation, which: str, texts: Texts) -> DecisionProposal | None:
    """The recommended cut instead of today's; None where there is nothing to change."""
    cut, present = found.recommended, found.present
    if cut is None or present is None or cut.score == present.score:
        return None
    points = {"old": formats.points(present.score, texts.language), "new": formats.points(cut.score, texts.language)}
    return DecisionProposal(
        title=texts(f"decision_advice.threshold_{which}", **points),
        action=Action.CHANGE_THRESHOLD,
        measure=Measure.MQLS if which == "mql" else Measure.SQLS,
        change=cut.leads_per_week - present.leads_per_week,
        low=cut.leads_per_week_low - present.leads_per_week,
        high=cut.leads_per_week_high - present.leads_per_week,
        origin="lead_scoring",
        advice={"old": present.score, "new": cut.score},
    )


def mended_cause(view: SalesFeedback, texts: Texts) -> DecisionProposal | None:
    """What is to be mended first: of the leads that this cause keeps from sales some are accepted then."""
    rows = view.causes[(view.causes["group"] == "") & (view.causes["cause"] != "other") & (view.causes["leads"] > 0)]
    if rows.empty:
        return None
    first = rows.sort_values("leads", ascending=False, kind="stable").iloc[0]
    # Its share of all that sales has judged: the rows' own share is that of the reasons.
    lost, cause = float(first["leads"]) / float(view.channels["judged"].sum()), str(first["cause"])
    low, change, high = (lost * part for part in MENDED_SHARE)
    name = texts(f"sales_feedback.cause.cause_{cause}")
    return DecisionProposal(
        title=texts("decision_advice.mend", cause=name, action=texts(f"sales_feedback.action.for_{cause}").rstrip(".")),
        action=_MENDED_BY.get(cause, Action.ANOTHER),
        measure=Measure.MQL_TO_SQL_RATE,
        change=change,
        low=low,
        high=high,
        origin="sales_feedback",
        advice={"cause": cause, "share": lost},
    )


def _weekly(change: float, low: float, high: float, weeks: float) -> dict[str, Any]:
    # Means of skewed draws may lie outside of their interval by a hair.
    return {"change": change / weeks, "low": min(low, change) / weeks, "high": max(high, change) / weeks}


def _named(names: list[str]) -> str:
    return ", ".join(names[:2]) + (" …" if len(names) > 2 else "")
