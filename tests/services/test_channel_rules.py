"""Channel rules as data: tried, assigned, restored, and every page's rows follow."""

from clm_core.services.channel_rules import (
    assign_source,
    change_campaign_aliases,
    change_channel_aliases,
    change_channel_rules,
    channel_rules,
    known_channels,
    ruled_channel,
    ruled_sources,
)
from clm_core.services.data import loop_data
from clm_core.services.workspaces import Store
from tests.tiny_company import import_text

CONTACTS = """Contact ID,Email,UTM source,UTM medium,Created on
c1,anna@acme.example,branchenblatt,heft,2026-01-12
c2,bela@bolt.example,branchenblatt,heft,2026-01-15
c3,cora@cog.example,google,cpc,2026-01-21
"""


def first_touches(store: Store) -> list[str]:
    return loop_data(store).contacts.sort_values("contact_id")["first_touch_channel"].tolist()


def test_an_assigned_source_moves_its_rows_until_the_rules_are_restored(store: Store) -> None:
    import_text(store, "contacts.csv", CONTACTS)
    assert first_touches(store) == ["unassigned", "unassigned", "paid_search"]
    built_in = channel_rules(store)
    assign_source(store, source="branchenblatt", medium="heft", channel="display")
    assert first_touches(store) == ["display", "display", "paid_search"]
    assert channel_rules(store)[0].name == "branchenblatt / heft"
    assert ruled_channel(store, source="branchenblatt", medium="heft", campaign="")[0] == "display"
    assign_source(store, source="branchenblatt", medium="heft", channel="referral")
    assert len(channel_rules(store)) == len(built_in) + 1
    assert first_touches(store) == ["referral", "referral", "paid_search"]
    change_channel_rules(store, [])
    assert channel_rules(store) == built_in
    assert first_touches(store) == ["unassigned", "unassigned", "paid_search"]


def test_sources_are_listed_with_their_channel_rule_and_count(store: Store) -> None:
    import_text(store, "contacts.csv", CONTACTS)
    columns = ["source", "medium", "channel_key", "row_count"]
    assert ruled_sources(store)[columns].to_numpy().tolist() == [
        ["branchenblatt", "heft", "unassigned", 2],
        ["google", "cpc", "paid_search", 1],
    ]


def test_saved_rules_come_back_as_they_were(store: Store) -> None:
    built_in = channel_rules(store)
    change_channel_rules(store, built_in[::-1])
    assert [rule.name for rule in channel_rules(store)] == [rule.name for rule in built_in[::-1]]
    restored = [rule.as_data() | {"position": 0} for rule in channel_rules(store)]
    assert restored == [rule.as_data() | {"position": 0} for rule in built_in[::-1]]


def test_aliases_rename_channels_and_campaigns(tiny: Store) -> None:
    change_channel_aliases(tiny, {"Events": "referral"})
    change_campaign_aliases(tiny, {"Generic": "Brand"})
    spend = loop_data(tiny).spend
    assert spend.groupby("channel")["spend"].sum().to_dict() == {"paid_search": 600.0, "referral": 1000.0}
    assert spend.groupby("campaign")["spend"].sum().to_dict() == {"Brand": 600.0, "Hannover Messe": 1000.0}


def test_every_channel_can_be_chosen(store: Store) -> None:
    known = known_channels(store)
    assert list(known)[:4] == ["direct", "cross_network", "paid_shopping", "paid_search"]
    assert set(known.values()) == {""}
