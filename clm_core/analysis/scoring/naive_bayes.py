"""Lead probability by counting: how often leads with these values were won, field by field.

The baseline that a scoring model has to beat. Counting is the one that Odoo publishes and tests (naive Bayes,
predictive lead scoring): every count begins at 0.1, a missing value says nothing, teams are counted apart.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from clm_core.analysis.intervals import Floats
from clm_core.errors import ClmError

FIRST_COUNT = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedField:
    """What one field says: log of how much oftener won leads have a value than lost ones, a row a team.

    ``log_ratio`` has one column a value; 0 where the team never had that value. The last row is all teams together.
    """

    name: str
    values: pd.Index
    log_ratio: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCounts:
    """Counted leads; ``prior`` is the log odds of a lead of which nothing is known, one a team, the last of all."""

    fields: tuple[CountedField, ...]
    stage_log_ratio: Floats | None
    teams: pd.Index
    prior: Floats

    def probabilities(
        self, leads: pd.DataFrame, *, stage: ArrayLike | None = None, team: ArrayLike | None = None
    ) -> Floats:
        """The chance of each lead to be won, 0 to 1, in its order.

        ``leads`` has the counted fields. Values, stages and teams never seen, and missing ones, say nothing; a
        team without decided leads is taken for all teams together.
        """
        rows = _team_rows(self.teams, team, len(leads))
        log_odds: Floats = self.prior[rows]
        for field in self.fields:
            codes = field.values.get_indexer(pd.Index(_known(leads[field.name])))
            log_odds = np.add(log_odds, _looked_up(field.log_ratio, rows, codes))
        if stage is not None and self.stage_log_ratio is not None:
            own = np.asarray(stage, dtype=np.int64)
            is_known = (own >= 0) & (own < self.stage_log_ratio.shape[1])
            log_odds = np.add(log_odds, _looked_up(self.stage_log_ratio, rows, np.where(is_known, own, -1)))
        chance: Floats = expit(log_odds)
        return chance


def lead_counts(
    leads: pd.DataFrame, is_won: ArrayLike, *, stage: ArrayLike | None = None, team: ArrayLike | None = None
) -> LeadCounts:
    """Counts of decided leads: one row a lead, one column a field of texts or categories.

    ``stage`` is the number of the stage that a lead reached (0 the first): a won lead counts for every stage, a
    lost one for the stages up to its own. A field's total is the sum over its values, so a field that is known of
    few leads does not outweigh the others. Raises ClmError unless there are both won and lost leads.
    """
    won = np.asarray(is_won, dtype=bool)
    if not won.any() or won.all():
        raise ClmError("scoring_learning.counting_needs_both", won=int(won.sum()), lost=int((~won).sum()))
    teams = pd.Index(pd.Series(team).dropna().unique()) if team is not None else pd.Index([])
    rows = _team_rows(teams, team, len(won))
    decided = _counts(rows, np.zeros(len(won), dtype=np.int64), won, len(teams), 1)
    first = decided + FIRST_COUNT
    return LeadCounts(
        fields=tuple(_counted_field(leads[name], name, rows, won, len(teams)) for name in map(str, leads.columns)),
        stage_log_ratio=None if stage is None else _stage_log_ratio(np.asarray(stage), rows, won, first),
        teams=teams,
        prior=np.log(first[0, :, 0] / first[1, :, 0]),
    )


def _counted_field(
    values: pd.Series, name: str, rows: NDArray[np.int64], won: NDArray[np.bool_], teams: int
) -> CountedField:
    codes, distinct = pd.factorize(_known(values), sort=True)
    counts = _counts(rows, codes, won, teams, len(distinct))
    is_seen = counts.sum(axis=0) > 0
    counts = np.where(is_seen, counts + FIRST_COUNT, 0.0)
    totals = counts.sum(axis=2, keepdims=True)
    return CountedField(name=name, values=pd.Index(distinct), log_ratio=_log_ratio(counts, totals, is_seen))


def _stage_log_ratio(
    stage: NDArray[np.int64], rows: NDArray[np.int64], won: NDArray[np.bool_], first: Floats
) -> Floats:
    """As for a field, but set against the first stage, which every lead passed."""
    reached = _counts(rows, stage, won, first.shape[1] - 1, int(stage.max()) + 1)
    # Lost leads count for the stages up to their own, won ones for all.
    reached[1] = reached[1][:, ::-1].cumsum(axis=1)[:, ::-1]
    reached[0] = reached[0].sum(axis=1, keepdims=True)
    return _log_ratio(reached + FIRST_COUNT, first, reached.sum(axis=0) > 0)


def _counts(
    rows: NDArray[np.int64], codes: NDArray[np.int64], won: NDArray[np.bool_], teams: int, width: int
) -> Floats:
    """Won and lost leads by team (the last: all) and code; a code below 0 is left out."""
    counts = np.zeros((2, teams + 1, width))
    for outcome, is_outcome in enumerate((won, ~won)):
        keep = is_outcome & (codes >= 0)
        np.add.at(counts[outcome], (rows[keep], codes[keep]), 1.0)
        if teams:
            counts[outcome, teams] = counts[outcome].sum(axis=0)
    return counts


def _log_ratio(counts: Floats, totals: Floats, is_seen: NDArray[np.bool_]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(counts[0] / totals[0]) - np.log(counts[1] / totals[1])
    return np.where(is_seen, ratio, 0.0)


def _looked_up(table: Floats, rows: NDArray[np.int64], codes: NDArray[np.intp]) -> Floats:
    """The entry of each lead's team and value; 0 where the value is not known."""
    if not table.shape[1]:
        return np.zeros(len(rows))
    return np.where(codes >= 0, table[rows, np.maximum(codes, 0)], 0.0)


def _team_rows(teams: pd.Index, team: ArrayLike | None, size: int) -> NDArray[np.int64]:
    """Which row of the counts is a lead's; the last one, of all teams, where its own is not known."""
    if team is None or not len(teams):
        return np.full(size, len(teams), dtype=np.int64)
    found = teams.get_indexer(pd.Index(np.asarray(team)))
    return np.where(found >= 0, found, len(teams)).astype(np.int64)


def _known(values: pd.Series) -> pd.Series:
    """Values as text with the empty one as missing, as files write it."""
    text = values.astype("object")
    return text.where(text.notna() & (text != ""), None)
