"""A model on history: did higher scores convert more often, and does it beat counting and the model in force?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.scoring.backtest import Backtest, backtest, measured_leads, newest_from
from clm_core.analysis.scoring.naive_bayes import lead_counts
from clm_core.analysis.scoring.passed_leads import PassedChange, PassedLeads, passed_change, passed_leads
from clm_core.analysis.scoring.score_comparison import ScoreComparison, score_comparison
from clm_core.analysis.scoring.scores import Floats
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.scoring_model import LeadOutcome, ScoringModel
from clm_core.services.scoring import ScoringBase, scoring_base
from clm_core.store.workspaces import Store
from clm_core.texts import Texts, formats

__all__ = [
    "BAND_UNITS",
    "Backtest",
    "BacktestView",
    "PassedChange",
    "PassedLeads",
    "ScoreComparison",
    "backtest_view",
    "measured_on",
]

BAND_UNITS = {
    "score_from": Unit.COUNT,
    "score_to": Unit.COUNT,
    "leads": Unit.COUNT,
    "converted": Unit.COUNT,
    "rate": Unit.SHARE,
    "rate_low": Unit.SHARE,
    "rate_high": Unit.SHARE,
    "expected_rate": Unit.SHARE,
    "lift": Unit.RATIO,
    "captured_share": Unit.SHARE,
    "revenue": Unit.MONEY,
}
"""The columns of SCORE_BANDS that people read, in their order."""
COUNTED_FIELDS = ("industry", "size_band", "country", "job_title", "first_touch_channel")
"""What the counting baseline reads: fields that are known when a lead arrives. Attributes may be filled later."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BacktestView:
    """How a model did, what its thresholds passed and missed, and how it compares.

    ``baseline`` compares with a lead probability by counting (naive Bayes) learned from the leads judged before
    ``tested_from``, on those judged since; None where the older leads hold no conversion. ``former`` compares with
    another model on the same leads and ``moved`` says who moves; both None without another model.
    """

    result: Backtest
    mql: PassedLeads
    sql: PassedLeads
    tested_from: pd.Timestamp
    baseline: ScoreComparison | None
    former: ScoreComparison | None
    moved: PassedChange | None


def backtest_view(
    store: Store,
    model: ScoringModel,
    outcome: LeadOutcome,
    former: ScoringModel | None = None,
    handed_over_only: bool = False,
) -> BacktestView:
    """The model on all judged leads, or on those alone that sales got.

    Raises ClmError in an empty workspace and where nothing can be measured (no mature lead, no conversion, all
    scores equal).
    """
    base = scoring_base(store, outcome)
    found, outcomes = base.scores(model), base.outcomes
    measured = outcomes["is_handed_over"].to_numpy(dtype=bool) if handed_over_only else np.ones(len(outcomes), bool)
    before = base.scores(former) if former is not None and former != model else None
    split = newest_from(outcomes)
    return BacktestView(
        result=backtest(found.total, outcomes, handed_over_only=handed_over_only),
        mql=passed_leads(outcomes[measured], found.is_mql[measured]),
        sql=passed_leads(outcomes[measured], found.is_sql[measured]),
        tested_from=split,
        baseline=_against_counting(base, found.total, split, handed_over_only),
        former=None
        if before is None
        else score_comparison(found.total, before.total, outcomes, handed_over_only=handed_over_only),
        moved=None
        if before is None
        else passed_change(outcomes[measured], before.is_mql[measured], found.is_mql[measured]),
    )


def measured_on(result: Backtest, texts: Texts) -> str:
    """How well the score orders leads and how many that rests on, as a sentence."""
    language = texts.language
    return texts(
        "lead_scoring.backtest.rests_on",
        auc=formats.number(result.auc.value, language, decimals=2),
        low=formats.number(result.auc.low, language, decimals=2),
        high=formats.number(result.auc.high, language, decimals=2),
        leads=formats.number(result.leads, language),
        converted=formats.number(result.converted, language),
        immature=formats.number(result.immature_leads, language),
    )


def _against_counting(
    base: ScoringBase, total: Floats, split: pd.Timestamp, handed_over_only: bool
) -> ScoreComparison | None:
    outcomes = base.outcomes
    is_older = (outcomes["is_mature"] & (outcomes["judged_at"] < split)).to_numpy(dtype=bool)
    if handed_over_only:
        is_older = is_older & outcomes["is_handed_over"].to_numpy(dtype=bool)
    fields = _counted(base)
    try:
        counts = lead_counts(fields[is_older], outcomes["is_converted"].to_numpy(dtype=bool)[is_older])
        measured_leads(total, outcomes, tested_from=split, handed_over_only=handed_over_only)
        return score_comparison(
            total,
            counts.probabilities(fields),
            outcomes,
            tested_from=split,
            handed_over_only=handed_over_only,
        )
    except ClmError:
        # Too little history to count on: the model is shown without a baseline.
        return None


def _counted(base: ScoringBase) -> pd.DataFrame:
    """The fields of the judged leads, one row a lead; blanks are missing."""
    facts = base.facts.facts
    columns = {}
    for name in COUNTED_FIELDS:
        field = facts.fields[name]
        values = np.array([*field.values, None], dtype=object)
        columns[name] = pd.Series(values[field.codes[base.facts.rows]], dtype="str")
    return pd.DataFrame(columns)
