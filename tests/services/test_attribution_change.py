"""A kept state beside now: an import, a correction, a rule and a model each show as what they are."""

from dataclasses import replace

import pytest

from clm_core.errors import ClmError
from clm_core.journey_options import ConversionKind, JourneyEntity, JourneyOptions
from clm_core.selection import AttributionModel
from clm_core.services.attribution import attribution_view
from clm_core.services.attribution_change import AttributionChange, Cause, attribution_change
from clm_core.services.channel_rules import assign_source
from clm_core.services.snapshots import fresh_snapshot, keep_snapshot, store_at
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER
from tests.tiny_company import DEALS, import_text

TOUCHES = """Contact ID,Time,Kind,UTM source,UTM medium
c1,2026-01-10 09:00,visit,google,cpc
c1,2026-02-01 09:00,visit,branchenblatt,heft
c3,2026-02-20 10:00,visit,branchenblatt,heft
"""
LINEAR = replace(QUARTER, attribution_model=AttributionModel.LINEAR)


@pytest.fixture
def kept(tiny: Store) -> Store:
    """The tiny company with a log of touchpoints, kept as "Board"."""
    import_text(tiny, "touches.csv", TOUCHES)
    keep_snapshot(tiny, fresh_snapshot(tiny).number, "Board")
    return tiny


def moved(found: AttributionChange) -> dict[tuple[str, str], float]:
    rows = found.conversions.groupby(["channel", "cause"])["amount"].sum().round(6)
    return {(str(channel), str(cause)): amount for (channel, cause), amount in rows.items()}


def changed(store: Store, options: JourneyOptions | None = None) -> AttributionChange:
    return attribution_change(store, LINEAR, before="Board", model_before=AttributionModel.LINEAR, options=options)


def test_nothing_moved_while_nothing_changed(kept: Store) -> None:
    found = changed(kept)
    assert moved(found) == {}
    assert found.channels["before"].sum() == found.channels["after"].sum() == 5000.0


def test_new_and_corrected_deals_are_new_data(kept: Store) -> None:
    newer = DEALS.replace("5000.00", "6000.00") + "d5,Press,c3,Cog,400.00,EUR,2026-03-02,2026-03-20,won\n"
    import_text(kept, "deals.csv", newer)
    found = changed(kept)
    assert {cause for _, cause in moved(found)} == {Cause.CHANGED_VALUE, Cause.NEW_CONVERSION}
    assert found.conversions.set_index("cause").loc["changed_value", "label"].unique().tolist() == ["Lathe"]
    assert found.channels["after"].sum() - found.channels["before"].sum() == pytest.approx(1400.0)


def test_chosen_channels_move_as_they_do_among_all(kept: Store) -> None:
    assign_source(kept, source="branchenblatt", medium="heft", channel="display")
    every, chosen = changed(kept), replace(LINEAR, channels=("display",))
    found = attribution_change(kept, chosen, before="Board", model_before=AttributionModel.LINEAR)
    assert list(found.channels["channel"]) == ["display"]
    assert moved(found) == {key: amount for key, amount in moved(every).items() if key[0] == "display"}


def test_an_assigned_source_is_a_changed_rule(kept: Store) -> None:
    assign_source(kept, source="branchenblatt", medium="heft", channel="display")
    causes = moved(changed(kept))
    assert {cause for _, cause in causes} == {Cause.CHANGED_RULE}
    assert causes["display", "changed_rule"] == -causes["unassigned", "changed_rule"] > 0


def test_more_touches_are_other_touches(kept: Store) -> None:
    import_text(kept, "more.csv", TOUCHES.splitlines()[0] + "\nc1,2026-02-08 09:00,visit,google,cpc\n")
    assert {cause for _, cause in moved(changed(kept))} == {Cause.OTHER_TOUCHES}


def test_the_model_of_now_is_a_cause_of_its_own(kept: Store) -> None:
    last = replace(QUARTER, attribution_model=AttributionModel.LAST_TOUCH)
    found = attribution_change(kept, last, before="Board", model_before=AttributionModel.FIRST_TOUCH)
    assert {cause for _, cause in moved(found)} == {Cause.CHANGED_MODEL}
    assert found.channels["changed_model"].sum() == pytest.approx(0.0)


@pytest.mark.parametrize("entity", JourneyEntity)
def test_stages_are_compared_by_person(kept: Store, entity: JourneyEntity) -> None:
    options = JourneyOptions(conversion=ConversionKind.MQL, entity=entity)
    assert changed(kept, options).channels["after"].sum() == 3
    assign_source(kept, source="branchenblatt", medium="heft", channel="display")
    assert {cause for _, cause in moved(changed(kept, options))} <= {Cause.CHANGED_RULE}


def test_an_unknown_state_is_named(kept: Store) -> None:
    with pytest.raises(ClmError, match="unknown_snapshot"):
        attribution_change(kept, LINEAR, before="Bord", model_before=AttributionModel.LINEAR)


def test_a_kept_state_shows_its_attribution_again(kept: Store) -> None:
    before = attribution_view(kept, LINEAR).credit
    assign_source(kept, source="branchenblatt", medium="heft", channel="display")
    import_text(kept, "deals.csv", DEALS.replace("5000.00", "6000.00"))
    assert not attribution_view(kept, LINEAR).credit.equals(before)
    assert attribution_view(store_at(kept, "Board"), LINEAR).credit.equals(before)
