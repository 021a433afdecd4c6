"""The tables of the funnel in time in words: months, steps, levers, bands, and nothing without a heading."""

import pytest

from clm_core.services.funnel_time import (
    DealGroup,
    FunnelGroup,
    ageing_view,
    bridge_view,
    conversion_view,
    recorded_pairs,
    stage_time_view,
    velocity_view,
    win_rate_view,
)
from clm_core.services.funnel_time_tables import (
    TABLE_COLUMNS,
    ageing_rows,
    bridge_rows,
    cohort_rows,
    deal_group_words,
    lever_rows,
    lever_value,
    stage_time_rows,
    step_words,
    table,
    win_rate_rows,
)
from clm_core.services.workspaces import Store
from clm_core.texts import Language, texts_for
from tests.services.conftest import QUARTER

DE, EN = texts_for(Language.DE), texts_for(Language.EN)


@pytest.mark.parametrize("texts", [DE, EN])
def test_every_table_has_its_columns_in_words(tiny: Store, texts) -> None:
    pairs = recorded_pairs(tiny, QUARTER)
    rows = {
        "cohorts": cohort_rows(conversion_view(tiny, QUARTER, pairs[1]), texts),
        "stage_times": stage_time_rows(stage_time_view(tiny, QUARTER).groups, "channel", texts, {}),
        "velocity": lever_rows(velocity_view(tiny, QUARTER), "EUR", texts),
        "win_rates": win_rate_rows(win_rate_view(tiny, QUARTER), "EUR", texts, {}),
        "bridge": bridge_rows(bridge_view(tiny, QUARTER, FunnelGroup.CHANNEL, pairs[-1]), texts, {}),
        "ageing": ageing_rows(ageing_view(tiny, QUARTER), texts),
    }
    assert rows.keys() == TABLE_COLUMNS.keys()
    for name, frame in rows.items():
        sheet = table(name, frame, texts)
        full = [column for column in TABLE_COLUMNS[name] if frame[column].notna().any()]
        assert list(sheet.frame) == [texts(f"funnel_time.column.{column}") for column in full]
        assert len(sheet.frame) == len(frame) > 0


def test_words_of_the_tiny_company(tiny: Store) -> None:
    pairs = recorded_pairs(tiny, QUARTER)
    assert step_words(pairs[1], DE) == "MQLs → SQLs"
    cohorts = cohort_rows(conversion_view(tiny, QUARTER, pairs[1]), DE)
    assert list(dict.fromkeys(cohorts["month"])) == ["Alle Monate", "März 2026", "Feb. 2026", "Jan. 2026"]
    states = cohorts[cohorts["age_days"] == 7].set_index("month")["state"]
    assert states.to_dict() == {
        "Alle Monate": "vollständig",
        "März 2026": "niemand",
        "Feb. 2026": "vollständig",
        "Jan. 2026": "vollständig",
    }
    bands = win_rate_rows(win_rate_view(tiny, QUARTER, DealGroup.AMOUNT), "EUR", EN, {})["name"].tolist()
    # The won deal in dollars has no rate, so no amount.
    assert (bands[0].startswith("below €"), bands[-2].startswith("from €"), bands[-1]) == (True, True, "(not given)")
    channels = win_rate_rows(win_rate_view(tiny, QUARTER, DealGroup.CHANNEL), "EUR", DE, {"events": "Messen"})
    assert set(channels["name"]) >= {"Messen", "Bezahlte Suche"}


def test_levers_are_written_in_their_units() -> None:
    written = [lever_value(*one, "EUR", DE).replace("\u00a0", " ") for one in (
        ("deals", 657.4), ("win_rate", 0.2679), ("amount", 35_462.6), ("cycle", 93.22), ("velocity", 66_987.2),
        ("cycle", float("nan")),
    )]  # fmt: skip
    assert written == ["657", "26,8 %", "35.463 €", "93,2", "66.987 €", "–"]


def test_one_band_without_ends_is_everybody_and_nothing_has_no_interval(tiny: Store) -> None:
    band = {"group": "0", "amount_from": float("nan"), "amount_below": float("inf")}
    assert deal_group_words(band, DealGroup.AMOUNT, "EUR", DE, {}) == "Alle"
    before = lever_rows(velocity_view(tiny, QUARTER), "EUR", DE)  # nothing was decided in the quarter before
    assert before["interval_before"].tolist()[1:] == ["–"] * 4
    assert before["effect_interval"].tolist() == ["–"] * 5
