"""The whole history of people and a company: every touchpoint of theirs, in order."""

from pathlib import Path

import pandas as pd
import pytest

from clm_core.columns import SnapshotTable
from clm_core.store import reductions
from tests.store.test_journey_contents import reader
from tests.store.test_reductions import random_tables


@pytest.mark.parametrize("people", [[3, 5, 8], [4], []])
@pytest.mark.parametrize("has_account", [True, False])
def test_the_touchpoints_of_people_and_of_strangers_at_their_company(
    people: list[int], has_account: bool, tmp_path: Path
) -> None:
    tables = random_tables()
    log = tables[SnapshotTable.TOUCHPOINTS]
    is_strange = log["contact_key"].isna() & log["account_key"].notna()
    account = int(log.loc[is_strange, "account_key"].iloc[0])
    is_theirs = log["contact_key"].isin(people)
    if has_account:
        is_theirs |= is_strange & (log["account_key"] == account).fillna(False)
    expected = log[is_theirs].sort_values(["at", "touchpoint_key"])["touchpoint_key"].tolist()
    asked = reductions.history_touches(contact_keys=people, account_key=account if has_account else None)
    found = reader(tmp_path, tables).frame(asked)
    assert found["touchpoint_key"].tolist() == expected
    assert bool(expected) == bool(people or has_account)
    pd.testing.assert_series_equal(
        found["at"], log.set_index("touchpoint_key").loc[expected, "at"], check_index=False, check_exact=True
    )
