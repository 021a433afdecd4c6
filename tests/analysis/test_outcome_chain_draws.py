"""How sure a step of the chain is: as a count of Poisson events and a mean of amounts, and never without doubt."""

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.outcome_chain import ChainRules
from clm_core.analysis.outcome_chain_draws import factor_draws
from clm_core.budget_columns import OUTCOME_CHAIN
from clm_core.columns import typed_frame
from clm_core.response_curves import Floats, ResponseOutcome

CHANNELS = ("email", "display", "unheard")
CHAIN = typed_frame(
    pd.DataFrame(
        {
            "channel": ["", "email", "display"],
            "leads": [50_000, 40_000, 10_000],
            "mqls": [10_000, 8_000, 2_000],
            "sqls": [4_000, 3_000, 1_000],
            "won_deals": [1_000_000, 400, 25],
            "mql_rate": 0.2,
            "sql_rate": 0.1,
            "won_rate": 0.02,
            "revenue_per_deal": 100.0,
            "margin_per_deal": 30.0,
            "deal_variation": [2.0, 1.0, 3.0],
        }
    ),
    OUTCOME_CHAIN,
)


def drawn(wanted: ResponseOutcome, learned: ResponseOutcome = ResponseOutcome.LEADS, **changed: int) -> Floats:
    return factor_draws(
        CHAIN, CHANNELS, learned=learned, wanted=wanted, draws=changed.get("draws", 40_000), seed=3,
        rules=ChainRules(prior=0.0),
    )  # fmt: skip


def test_a_rate_is_as_sure_as_its_count() -> None:
    """The share of all channels is known (a million deals): what is left is 1 ÷ √400 and 1 ÷ √25."""
    found = drawn(ResponseOutcome.WON_DEALS)
    assert found.mean(axis=0) == pytest.approx([1, 1, 1], abs=1e-12)
    assert found.std(axis=0)[:2] == pytest.approx([0.05, 0.2], rel=0.02)


def test_money_adds_the_doubt_about_a_deals_mean() -> None:
    """Variation 2 of one deal: relative variance 1 ÷ n for the count and 4 ÷ n for the mean, as good as independent."""
    found = drawn(ResponseOutcome.REVENUE)
    expected = [(1 + 1 / 400) * (1 + 4 / 400) - 1, (1 + 1 / 25) * (1 + 4 / 25) - 1]
    assert found.var(axis=0)[:2] == pytest.approx(expected, rel=0.06)


def test_a_channel_that_nobody_knows_rests_on_what_is_borrowed() -> None:
    rules = ChainRules(prior=20.0)
    found = factor_draws(
        CHAIN, CHANNELS, learned=ResponseOutcome.LEADS, wanted=ResponseOutcome.SQLS, draws=40_000, seed=1, rules=rules
    )
    assert found[:, 2].std() == pytest.approx(np.sqrt(1 / 20 + 1 / 4000), rel=0.03)


@pytest.mark.parametrize("outcome", list(ResponseOutcome))
def test_what_was_learned_itself_adds_no_doubt(outcome: ResponseOutcome) -> None:
    assert (drawn(outcome, outcome) == 1).all()
    assert (drawn(ResponseOutcome.REVENUE, draws=1) == 1).all(), "curves taken as known"


def test_all_channels_share_the_doubt_about_all() -> None:
    few = CHAIN.assign(won_deals=[50, 10**9, 10**9])
    found = factor_draws(
        few, CHANNELS, learned=ResponseOutcome.LEADS, wanted=ResponseOutcome.WON_DEALS, draws=20_000, seed=5
    )
    assert np.corrcoef(found[:, 0], found[:, 1])[0, 1] > 0.999
    assert found[:, 0].std() == pytest.approx(1 / np.sqrt(50), rel=0.03)
