"""Win rates: bands, groups against obvious counts, open deals outside."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.funnel_time.win_rates import DealGroup, amount_edges, win_rates
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.selection import Period
from tests.analysis.funnel_time.waits import AS_OF, deals

PERIOD = Period(start_on=date(2026, 1, 1), end_on=AS_OF)
ACCOUNTS = typed_frame(
    pd.DataFrame({"account_key": [1, 2], "country": ["DE", "AT"]}), SNAPSHOT_COLUMNS[SnapshotTable.ACCOUNTS]
)


def test_open_deals_stay_out_and_are_counted() -> None:
    """12 of 40 won: Wilson .1807 to .4543."""
    rows = [("2026-02-01", "2026-03-01", "won", 10.0)] * 12 + [("2026-02-01", "2026-03-01", "lost", 10.0)] * 28
    rows += [("2026-02-01", "2026-12-24", "open", 10.0)] * 5 + [("2025-02-01", "2025-03-01", "won", 10.0)]
    rows += [("2026-02-01", "2026-11-05", "won", 10.0)]  # closed after as_of
    frame = win_rates(deals(rows), ACCOUNTS, PERIOD, as_of=AS_OF, by=DealGroup.CHANNEL)
    assert frame[["won", "decided", "still_open", "won_amount"]].iloc[0].tolist() == [12, 40, 5, 120]
    assert frame[["win_rate", "win_rate_low", "win_rate_high"]].iloc[0].tolist() == pytest.approx(
        [0.3, 0.1807, 0.4543], abs=5e-5
    )


def test_amount_bands_hold_every_deal_once() -> None:
    rng = np.random.default_rng(3)
    amounts = [float(one) for one in rng.lognormal(9, 1, 300)]
    rows = [("2026-02-01", "2026-03-01", str(rng.choice(["won", "lost"])), one) for one in amounts]
    frame = win_rates(
        deals([*rows, ("2026-02-01", "2026-03-01", "won", None)]), ACCOUNTS, PERIOD, as_of=AS_OF, by=DealGroup.AMOUNT
    )
    assert frame["decided"].sum() == 301
    assert frame["group"].tolist() == ["0", "1", "2", "3", ""]
    for band in frame.iloc[:-1].to_dict("records"):
        low = -np.inf if np.isnan(band["amount_from"]) else band["amount_from"]
        inside = [way for *_, way, one in rows if low <= one < band["amount_below"]]
        assert (band["decided"], band["won"]) == (len(inside), inside.count("won"))
    assert frame["decided"].iloc[:-1].min() > 55  # about a quarter each
    assert amount_edges(pd.Series([], dtype="float64")) == []
    assert amount_edges(pd.Series([5_000.0] * 9)) == [5_000.0]


def test_by_country_of_the_company_and_who_stands_out() -> None:
    """DE 60 of 80, AT 10 of 40: each is clearly different from the other; a deal without company is not lost."""
    rows = [("2026-02-01", "2026-03-01", "won", 1.0)] * 60 + [("2026-02-01", "2026-03-01", "lost", 1.0)] * 20
    rows += [("2026-02-01", "2026-03-01", "won", 1.0)] * 10 + [("2026-02-01", "2026-03-01", "lost", 1.0)] * 30
    frame = deals([*rows, ("2026-02-01", "2026-03-01", "won", 1.0)])
    frame["account_key"] = pd.array([1] * 80 + [2] * 40 + [None], dtype="Int64")
    found = win_rates(frame, ACCOUNTS, PERIOD, as_of=AS_OF, by=DealGroup.COUNTRY).set_index("group")
    assert found["decided"].to_dict() == {"DE": 80, "AT": 40, "": 1}
    assert found["verdict"].to_dict() == {"DE": "better", "AT": "worse", "": "within_noise"}
    assert found.loc["DE", "difference"] == pytest.approx(60 / 80 - 11 / 41)
    by_owner = win_rates(frame.assign(owner="Ada"), ACCOUNTS, PERIOD, as_of=AS_OF, by=DealGroup.OWNER)
    assert by_owner[["group", "won", "verdict"]].iloc[0].tolist() == ["Ada", 71, "no_data"]
