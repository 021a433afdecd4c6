"""Won deals in parts: the parts are the deals again, whatever the model."""

import pandas as pd
import pytest

from clm_core.analysis.deal_parts import SHARE, deals_in_parts
from tests.analysis.loop_case import loop_data

DEALS = loop_data().deals
WON = DEALS[DEALS["outcome"] == "won"]


def credit_of(shares: dict[int, dict[tuple[str, str], float]]) -> pd.DataFrame:
    rows = [(deal, *source, share) for deal, parts in shares.items() for source, share in parts.items()]
    return pd.DataFrame(rows, columns=["deal_key", "channel", "campaign", "share"])


def test_a_won_deal_becomes_its_parts_and_the_rest_stays() -> None:
    first, second = WON["deal_key"].iloc[:2]
    parts = credit_of(
        {first: {("email", "Spring"): 0.25, ("paid_search", ""): 0.75}, second: {("email", "Spring"): 1.0}}
    )
    found = deals_in_parts(DEALS, parts)
    amount = WON.set_index("deal_key")["amount"]
    own = found[found["deal_key"] == first].set_index("first_touch_channel")
    assert own["amount"].to_dict() == {"email": amount[first] * 0.25, "paid_search": amount[first] * 0.75}
    assert own[SHARE].to_dict() == {"email": 0.25, "paid_search": 0.75}
    assert own["first_touch_campaign"].isna().to_dict() == {"email": False, "paid_search": True}
    without = found[found["deal_key"].isin(WON["deal_key"].iloc[2:])]
    assert set(without["first_touch_channel"]) == {"no_source"}
    lost = found[found["outcome"] != "won"].set_index("deal_key")["first_touch_channel"]
    assert lost.equals(DEALS[DEALS["outcome"] != "won"].set_index("deal_key")["first_touch_channel"])


def test_parts_sum_to_the_deals() -> None:
    parts = credit_of({key: {("email", ""): 0.3, ("events", "Messe"): 0.7} for key in WON["deal_key"]})
    found = deals_in_parts(DEALS, parts)
    assert found.loc[found["outcome"] == "won", SHARE].sum() == pytest.approx(len(WON))
    for name in ("amount", "margin"):
        assert found[name].sum() == pytest.approx(DEALS[name].sum())
    assert found.columns.tolist() == [*DEALS.columns, SHARE]
