"""Credit by first touch, and a customer's later deals as the fruit of the first."""

import pandas as pd

from clm_core.analysis.deal_credit import customer_credit, first_touch_credit
from clm_core.columns import typed_frame
from clm_core.loop_columns import DEAL_CREDIT
from tests.analysis.maturity_case import ZONE, deals_frame


def customers() -> pd.DataFrame:
    """Company 1: lost, won, open before that win and open after it, won again. Company 2: won. A stranger: won."""
    return deals_frame(
        [
            ("2024-01-01", "2024-01-05", "2024-02-01", "lost", 1.0),
            ("2024-02-01", "2024-02-05", "2024-06-01", "won", 2.0),
            ("2024-03-01", "2024-05-31", None, "open", 3.0),
            ("2024-04-01", "2024-06-01", None, "open", 4.0),
            ("2024-05-01", "2024-05-05", "2024-07-01", "won", 5.0),
            ("2024-06-01", "2024-06-05", "2024-07-01", "won", 6.0),
            ("2024-07-01", "2024-07-05", "2024-08-01", "won", 7.0),
        ],
        account_key=pd.array([1, 1, 1, 1, 1, 2, None], dtype="Int64"),
        first_touch_channel=["a", "b", "c", "d", "e", "f", None],
        first_touch_campaign=["x", None, None, None, None, None, None],
    )


def test_each_deal_belongs_wholly_to_its_first_touch() -> None:
    credit = first_touch_credit(customers())
    assert credit["channel"].tolist() == ["a", "b", "c", "d", "e", "f", "no_source"]
    assert credit["campaign"].tolist() == ["x", "", "", "", "", "", ""]
    assert set(credit["share"]) == {1.0}
    assert credit.dtypes.astype(str).to_dict() == DEAL_CREDIT


def test_what_a_customer_buys_later_belongs_to_what_won_it() -> None:
    deals = customers()
    credit = customer_credit(first_touch_credit(deals), deals, ZONE).set_index("deal_key")
    assert credit["channel"].to_dict() == {1: "a", 2: "b", 3: "c", 4: "b", 5: "b", 6: "f", 7: "no_source"}
    assert (credit.loc[5, "at"], credit.loc[3, "at"]) == (deals["first_touch_at"][1], deals["first_touch_at"][2])


def test_shares_of_several_touches_go_along() -> None:
    deals = customers()
    rows = [(2, "b", 0.25), (2, "z", 0.75), (5, "e", 1.0)]
    credit = typed_frame(
        pd.DataFrame(rows, columns=["deal_key", "channel", "share"]).assign(campaign="", at=deals["first_touch_at"][0]),
        DEAL_CREDIT,
    )
    found = customer_credit(credit, deals, ZONE)
    later = found[found["deal_key"] == 5].set_index("channel")["share"]
    assert later.to_dict() == {"b": 0.25, "z": 0.75}
    assert found.groupby("deal_key")["share"].sum().loc[[2, 4, 5]].tolist() == [1, 1, 1]
