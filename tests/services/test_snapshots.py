"""Snapshots: built once a change, and kept ones give their number again whatever came since."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from clm_core.errors import ClmError
from clm_core.services import snapshots
from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.data import change_setting, data_version, settings
from clm_core.services.snapshots import fresh_snapshot, keep_snapshot, snapshots_frame, store_at
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER
from tests.tiny_company import SPEND, import_text


def test_a_snapshot_is_built_once_for_each_state_of_the_facts(tiny: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []

    def counted(facts, rules, resolve=snapshots.resolve):
        built.append(rules)
        return resolve(facts, rules)

    monkeypatch.setattr(snapshots, "resolve", counted)
    first = data_version(tiny)
    assert len(built) == 0
    import_text(tiny, "spend.csv", SPEND.replace("1000.00", "1100.00"))
    with ThreadPoolExecutor(4) as readers:
        assert set(readers.map(data_version, [tiny] * 8)) == {first + 1}
    assert len(built) == 1


def test_progress_reaches_the_caller(tiny: Store) -> None:
    import_text(tiny, "spend.csv", SPEND.replace("1000.00", "1100.00"))
    heard: list[float] = []
    fresh_snapshot(tiny, heard.append)
    assert heard == [0.4, 0.8]


def test_a_kept_snapshot_gives_last_quarters_number_again(tiny: Store) -> None:
    kept = keep_snapshot(tiny, fresh_snapshot(tiny).number, "Board Q1")
    before = channel_roi_view(tiny, QUARTER).now.total.iloc[0]
    import_text(tiny, "spend.csv", SPEND.replace("1000.00", "4000.00"))
    change_setting(tiny, "margin_share", 0.5)
    change_setting(tiny, "exchange_rates", {"USD": 0.9})
    for _ in range(5):  # more changes than unnamed snapshots are kept
        change_setting(tiny, "reporting_zone", "UTC" if settings(tiny).reporting_zone != "UTC" else "Europe/Berlin")
        fresh_snapshot(tiny)
    now = channel_roi_view(tiny, QUARTER).now.total.iloc[0]
    assert (now["spend"], now["revenue"], now["margin"]) == (4500.0, 5900.0, 2950.0)
    for name in ("Board Q1", str(kept.number)):
        then = store_at(tiny, name)
        assert data_version(then) == kept.number
        assert settings(then).margin_share is None
        again = channel_roi_view(then, QUARTER).now.total.iloc[0]
        assert again.equals(before)
    assert (before["spend"], before["revenue"]) == (1500.0, 5000.0)
    assert snapshots_frame(tiny).set_index("number")["name"][kept.number] == "Board Q1"


def test_an_unknown_snapshot_names_those_there_are(tiny: Store) -> None:
    keep_snapshot(tiny, fresh_snapshot(tiny).number, "Board Q1")
    with pytest.raises(ClmError, match=r"store\.unknown_snapshot") as caught:
        store_at(tiny, "Board Q2")
    assert caught.value.values == {"number": "Board Q2", "known": "Board Q1"}
