"""Settings, rules, aliases, profiles and annotations: as saved, checked, and audited."""

import json
from datetime import date
from typing import Any

import pytest

from clm_core.errors import ClmError
from clm_core.records import RecordType, Team
from clm_core.store import rules
from clm_core.store.audit import audit_frame
from clm_core.store.facts import facts_version
from clm_core.store.rules import Annotation, StoredChannel, StoredProfile, StoredRule
from clm_core.store.settings import Settings, read_settings, save_setting
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON

BY_ANNA: dict[str, Any] = {"actor": "anna", "at": NOON}


def test_settings_have_defaults_and_remember_what_was_saved(store: Store) -> None:
    assert read_settings(store) == Settings()
    save_setting(store, "exchange_rates", {"USD": 0.92}, "anna", NOON)
    save_setting(store, "margin_share", 0.4, "anna", NOON)
    assert read_settings(store) == Settings(exchange_rates={"USD": 0.92}, margin_share=0.4)
    assert facts_version(store) == 2
    save_setting(store, "margin_share", 0.4, "anna", NOON)
    assert facts_version(store) == 2, "nothing changed"
    last = audit_frame(store).iloc[0]
    assert (last["actor"], last["action"]) == ("anna", "settings.saved")
    assert json.loads(last["details_json"]) == {"name": "margin_share", "before": None, "after": 0.4}


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("reporting_currency", "EURO", "store.unknown_currency"),
        ("reporting_zone", "Berlin", "store.unknown_zone"),
        ("exchange_rates", {"USD": -1.0}, "store.rate_not_positive"),
        ("exchange_rates", {"USD": float("nan")}, "store.rate_not_positive"),
        ("exchange_rates", {"XYZ": 1.0}, "store.unknown_currency"),
        ("margin_share", 40.0, "store.margin_outside"),
        ("colour", "blue", "store.unknown_setting"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_not_saved(
    sqlite_store: Store, name: str, value: object, key: str
) -> None:
    with pytest.raises(ClmError) as refused:
        save_setting(sqlite_store, name, value, "anna", NOON)
    assert refused.value.key == key
    assert read_settings(sqlite_store) == Settings()


def test_rules_channels_and_aliases_are_replaced_whole_and_raise_the_facts_version(store: Store) -> None:
    first = StoredRule(position=2, name="b", channel="events", conditions={"source": ["messe"], "is_paid": True})
    second = StoredRule(position=1, name="a", channel="email", conditions={})
    rules.save_channel_rules(store, [first], **BY_ANNA)
    rules.save_channel_rules(store, [first, second], **BY_ANNA)
    assert rules.read_channel_rules(store) == (second, first)
    assert facts_version(store) == 2
    rules.save_channel_rules(store, [second, first], **BY_ANNA)
    assert facts_version(store) == 2, "the same rules in another order change nothing"

    channel = StoredChannel(channel="messe_sps", label="Messe SPS", is_offline=True, team=Team.SALES, position=30)
    rules.save_channels(store, [channel], **BY_ANNA)
    assert rules.read_channels(store) == (channel,)
    rules.save_channel_aliases(store, {"Messe": "events"}, **BY_ANNA)
    rules.save_campaign_aliases(store, {"brand_2025": "Brand"}, **BY_ANNA)
    rules.save_channel_aliases(store, {"Post": "direct_mail"}, **BY_ANNA)
    assert rules.read_channel_aliases(store) == {"Post": "direct_mail"}
    assert rules.read_campaign_aliases(store) == {"brand_2025": "Brand"}
    last = json.loads(audit_frame(store).iloc[0]["details_json"])
    assert last == {
        "added": [{"alias": "Post", "channel": "direct_mail"}],
        "removed": [{"alias": "Messe", "channel": "events"}],
    }


def test_profiles_are_remembered_by_name(store: Store) -> None:
    profile = StoredProfile(
        name="Pipedrive deals",
        headings=frozenset({"wert", "titel"}),
        record_type=RecordType.DEALS,
        mapping={"Wert": "amount_micros", "Titel": "deal"},
        system="pipedrive",
        options={"decimal": ","},
    )
    rules.save_profile(store, profile, **BY_ANNA)
    rules.save_profile(store, profile, **BY_ANNA)
    assert rules.read_profiles(store) == (profile,)
    rules.delete_profile(store, profile.name, **BY_ANNA)
    assert rules.read_profiles(store) == ()
    with pytest.raises(ClmError, match=r"store\.unknown_profile"):
        rules.delete_profile(store, profile.name, **BY_ANNA)


def test_annotations_come_by_day_and_do_not_touch_the_facts(store: Store) -> None:
    late = rules.add_annotation(store, Annotation(on=date(2026, 3, 2), text="Relaunch"), **BY_ANNA)
    early = rules.add_annotation(store, Annotation(on=date(1969, 3, 1), text="Messe", channel="events"), **BY_ANNA)
    assert rules.read_annotations(store) == (early, late)
    rules.delete_annotation(store, late.annotation_id, **BY_ANNA)
    assert rules.read_annotations(store) == (early,)
    assert facts_version(store) == 0
    with pytest.raises(ClmError, match=r"store\.unknown_annotation"):
        rules.delete_annotation(store, late.annotation_id, **BY_ANNA)
