"""The agreement's workbook from a workspace: it has what it rests on, and says what the data cannot carry."""

from datetime import date
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest

from clm_core.columns import typed_frame
from clm_core.selection import Period
from clm_core.services.agreement_workbook import agreement_workbook, month_shares
from clm_core.services.agreements import new_draft
from clm_core.services.returned_agreement import read_agreement_workbook
from clm_core.services.workspaces import Store
from clm_core.target_columns import TARGET_DATES
from clm_core.texts import Language, texts_for
from tests.exports.live_agreement import target_plan
from tests.services.conftest import QUARTER

EN = texts_for(Language.EN)


def test_what_the_data_cannot_carry_is_said_and_the_rest_comes_back(tiny: Store) -> None:
    draft = new_draft(tiny, target_plan(), name="Spring", actor="Anna")
    content = agreement_workbook(tiny, QUARTER, draft, EN, prepared=None, note="The period is over.")
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    rows = dict(book["Assumptions"].iter_rows(values_only=True))
    assert rows["Agreement"] == f"{draft.number}: Spring"
    assert any(str(one).startswith("?from=") for one in rows.values())
    assert "The period is over." in [row[0] for row in book["Target"].iter_rows(values_only=True)]
    found = read_agreement_workbook(tiny, "a.xlsx", content, language=Language.EN)
    assert found.plan == draft.plan
    assert found.view == QUARTER.to_query()


def test_months_share_out_the_whole() -> None:
    """Ten weeks that need a tenth each, the first of them ending ten days before the period begins."""
    days = pd.date_range("2027-01-01", periods=10, freq="7D")
    rows = pd.DataFrame({"stage": "mql", "day": days, "needed": np.arange(1, 11), "share": np.arange(1, 11) / 10})
    period = Period(start_on=date(2027, 1, 11), end_on=date(2027, 3, 5))
    months = month_shares(typed_frame(rows, TARGET_DATES), period, EN)
    assert [name for name, _ in months] == ["before Jan 2027", "Jan 2027", "Feb 2027", "Mar 2027"]
    shares = [own["mql"] for _, own in months]
    assert sum(shares) == pytest.approx(1.0)
    # Up to 10 January: 0.1 on the 1st + 9 of 7 days at 0.1; up to the 31st: 0.1 + 30 ÷ 7 × 0.1.
    assert shares[0] == pytest.approx(0.1 + 9 / 7 * 0.1)
    assert shares[1] == pytest.approx(21 / 7 * 0.1)
    assert [own["won"] for _, own in months] == [0, 0, 0, 1], "a stage that the data do not date falls on the end"
