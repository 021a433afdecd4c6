"""Keeping a missed promise as a decision: its expectation a week by hand, and none where the data say too little."""

import pandas as pd
import pytest

from clm_core.analysis.conversion_odds import Estimate
from clm_core.analysis.promises.misses import PromiseMiss
from clm_core.analysis.promises.weeks import KeptShare, WeekStatus
from clm_core.columns import typed_frame
from clm_core.decisions import Action, Measure
from clm_core.promise_columns import PROMISE_WEEKS
from clm_core.services.progress import PromiseProgress
from clm_core.services.progress_advice import kept_promise
from clm_core.targets import Promise, PromiseKind
from clm_core.texts import Language, texts_for

DE = texts_for(Language.DE)
NOBODY = KeptShare(**dict.fromkeys(KeptShare.__dataclass_fields__, 0))
FIRST_CONTACT = Promise(kind=PromiseKind.FIRST_CONTACT, level=0.9, within=24, owner="Bert")
QUALITY = Promise(kind=PromiseKind.MQL_QUALITY, level=0.5)
STATUSES = [WeekStatus.MISSED, WeekStatus.KEPT, WeekStatus.MISSED, WeekStatus.KEPT, WeekStatus.TOO_EARLY]


def followed(promise: Promise) -> PromiseProgress:
    """Four judged weeks of twenty leads, two of them missed with six and two leads short, and one too young."""
    rows = dict.fromkeys(PROMISE_WEEKS, 0) | {
        "kind": promise.kind.value,
        "week": pd.date_range("2026-01-05", periods=5, freq="7D"),
        "n": 20,
        "hits": [4, 12, 8, 10, 0],
        "needed": 0.5,
        "status": [one.value for one in STATUSES],
        "is_clear": False,
    }
    weeks = typed_frame(pd.DataFrame(rows), PROMISE_WEEKS)
    return PromiseProgress(promise=promise, weeks=weeks, kept=NOBODY, before=NOBODY, run=None)


def miss(promise: Promise, deals: Estimate | None) -> PromiseMiss:
    return PromiseMiss(kind=promise.kind, weeks=2, short=8.0, each=None, deals=deals)


def test_deals_are_spread_over_all_judged_weeks() -> None:
    """Four deals (0.08 to 8.9) in four judged weeks: one a week; 95 % become 90 % by 1.645 ÷ 1.96."""
    found = kept_promise(followed(FIRST_CONTACT), miss(FIRST_CONTACT, Estimate(value=4.0, low=0.08, high=8.9)), DE)
    assert (found.action, found.measure, found.owner) == (Action.KEEP_PROMISE, Measure.WON_DEALS, "Bert")
    assert found.title.startswith("Zusage einhalten: ")
    assert found.change == 1.0
    assert (found.low, found.high) == pytest.approx(((4 - 3.92 * 0.83926) / 4, (4 + 4.9 * 0.83926) / 4), abs=1e-4)
    assert found.advice["judged_weeks"] == 4


def test_quality_expects_the_sqls_that_were_short() -> None:
    """Six and two SQLs short in four weeks: two a week; their standard deviation is √8."""
    found = kept_promise(followed(QUALITY), miss(QUALITY, None), DE)
    assert (found.measure, found.change) == (Measure.SQLS, 2.0)
    assert found.low == 0.0
    assert found.high == pytest.approx(2 + 1.6449 * 8**0.5 / 2, abs=1e-3)


@pytest.mark.parametrize("deals", [None, Estimate(value=-1.0, low=-3.0, high=1.0)])
def test_nothing_is_expected_where_the_data_say_nothing_for_it(deals: Estimate | None) -> None:
    found = kept_promise(followed(FIRST_CONTACT), miss(FIRST_CONTACT, deals), DE)
    assert found.change != found.change
    assert found.low != found.low
