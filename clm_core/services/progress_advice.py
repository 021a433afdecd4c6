"""A missed promise as the beginning of the decision to keep it: what that may bring a week, and whose it is."""

from dataclasses import replace

import numpy as np
import pandas as pd

from clm_core.analysis.promises.misses import PromiseMiss
from clm_core.analysis.promises.weeks import JUDGED, WeekStatus
from clm_core.decisions import Action, Measure
from clm_core.services.agreement_words import promise_value
from clm_core.services.decisions import DecisionProposal
from clm_core.services.progress import PromiseProgress
from clm_core.targets import PromiseKind
from clm_core.texts import Texts

_Z90, _Z95 = 1.6448536269514722, 1.959963984540054
_LEAST_WEEKS = 4


def kept_promise(one: PromiseProgress, miss: PromiseMiss, texts: Texts) -> DecisionProposal:
    """To keep this promise, with what its missed weeks went along with spread over all judged weeks.

    Of quality that is SQLs, which is what was short; of all others won deals, where keeping goes along with more of
    them. Its interval is one of 90 %, as decisions have it; there is none where the data say too little.
    """
    promise = one.promise
    weeks = int(one.weeks["status"].isin(JUDGED).sum())
    proposal = DecisionProposal(
        title=texts(
            "decision_advice.keep",
            promise=texts(f"targets.promise.{promise.kind}"),
            level=promise_value(promise, texts),
        ),
        action=Action.KEEP_PROMISE,
        measure=Measure.SQLS if promise.kind is PromiseKind.MQL_QUALITY else Measure.WON_DEALS,
        owner=promise.owner,
        origin="progress",
        advice={"promise": promise.kind.value, "missed_weeks": miss.weeks, "judged_weeks": weeks, "short": miss.short},
    )
    expected = _short_each_week(one.weeks) if proposal.measure is Measure.SQLS else _deals_each_week(miss, weeks)
    if expected is None:
        return proposal
    low, change, high = expected
    return replace(proposal, low=low, change=change, high=high)


def _deals_each_week(miss: PromiseMiss, weeks: int) -> tuple[float, float, float] | None:
    """Lower end, middle and upper end; from a 95 % interval to one of 90 % on either side of the middle."""
    deals = miss.deals
    if deals is None or not weeks or deals.value <= 0:
        return None
    narrower = _Z90 / _Z95
    low = deals.value - narrower * max(deals.value - deals.low, 0.0)
    high = deals.value + narrower * max(deals.high - deals.value, 0.0)
    return low / weeks, deals.value / weeks, high / weeks


def _short_each_week(weeks: pd.DataFrame) -> tuple[float, float, float] | None:
    """SQLs that were short, over the judged weeks: their mean, with how far the weeks lie apart."""
    told = weeks[weeks["status"].isin(JUDGED)]
    is_missed = told["status"].eq(WeekStatus.MISSED)
    short = (told["needed"] * told["n"] - told["hits"]).clip(lower=0).where(is_missed, 0.0).to_numpy(dtype=np.float64)
    if len(short) < _LEAST_WEEKS or not short.any():
        return None
    reach = _Z90 * float(short.std(ddof=1)) / np.sqrt(len(short))
    mean = float(short.mean())
    return max(mean - reach, 0.0), mean, mean + reach
