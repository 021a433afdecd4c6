"""Closing the loop: what files said becomes one history of persons, companies, deals and money."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from clm_core.analysis.accounts import Accounts, accounts
from clm_core.analysis.campaign_names import campaign_names
from clm_core.analysis.channel_rules import DEFAULT_CHANNEL_RULES, ChannelRule
from clm_core.analysis.channels import BUILT_IN_CHANNELS, Channel
from clm_core.analysis.deal_table import deal_table, numbered_deals, repeat_purchases, with_accounts_of_contacts
from clm_core.analysis.first_touch import contact_first_touches, deal_first_touches, marketing_parts
from clm_core.analysis.identity import Directory, directory, person_numbers, strangers
from clm_core.analysis.linking import DealLinks, deal_links
from clm_core.analysis.media import campaign_table, channel_table, own_channels, spend_table, traffic_table
from clm_core.analysis.money import all_rates, without_rate
from clm_core.analysis.people import contact_table, people_of, record_sources
from clm_core.analysis.sourcing import Sourcing, booked_channels
from clm_core.analysis.stages import CONTACT_UNDATED, entries_from_deals, first_entries, stage_table
from clm_core.analysis.touches import touchpoint_table, without_person
from clm_core.analysis.unmatched import Reason, unmatched_rows, unmatched_table
from clm_core.columns import SnapshotTable, fact_dtypes, typed_frame
from clm_core.records import RecordType, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionRules:
    """What the workspace has set: money, days, channel rules and the names that mean the same.

    ``channels`` are all channels, the user's own after the built-in ones; the aliases give a name as files
    write it the channel's key or the campaign's one name.
    """

    reporting_currency: str = "EUR"
    reporting_zone: str = "Europe/Berlin"
    exchange_rates: Mapping[str, float] = field(default_factory=dict)
    margin_share: float | None = None
    channel_rules: tuple[ChannelRule, ...] = DEFAULT_CHANNEL_RULES
    channels: tuple[Channel, ...] = BUILT_IN_CHANNELS
    channel_aliases: Mapping[str, str] = field(default_factory=dict)
    campaign_aliases: Mapping[str, str] = field(default_factory=dict)


def resolve(facts: Mapping[RecordType, pd.DataFrame], rules: ResolutionRules) -> dict[SnapshotTable, pd.DataFrame]:
    """Every snapshot table, made of all facts; record types without facts may be missing.

    The order of the facts' rows makes no difference. What could not be joined or counted is in the table
    ``unmatched`` with its reason. See docs/methods/closing-the-loop.md.
    """
    read = {record_type: _in_fixed_order(facts.get(record_type), record_type) for record_type in RecordType}
    rates = all_rates(rules.reporting_currency, rules.exchange_rates)
    sourcing = _sourcing(read, rules)
    spend = spend_table(read[RecordType.SPEND], sourcing, rates)
    sourcing = replace(sourcing, booked_channels=booked_channels(spend))
    joined = _joined(read, sourcing, rules.reporting_zone)
    deals = _deals(read, joined, sourcing, rules, rates)
    traffic = traffic_table(read[RecordType.TRAFFIC], sourcing)
    others = [joined.touchpoints, joined.sources, traffic]
    return {
        SnapshotTable.SPEND: spend,
        SnapshotTable.TRAFFIC: traffic,
        SnapshotTable.CHANNELS: channel_table(sourcing.channels),
        SnapshotTable.CAMPAIGNS: campaign_table(read[RecordType.CAMPAIGNS], spend, others, sourcing, rates),
        SnapshotTable.ACCOUNTS: joined.accounts.table,
        SnapshotTable.CONTACTS: joined.contacts,
        SnapshotTable.TOUCHPOINTS: joined.touchpoints,
        SnapshotTable.STAGES: joined.stages,
        SnapshotTable.DEALS: deals,
        SnapshotTable.DEAL_CONTACTS: joined.links.pairs,
        SnapshotTable.UNMATCHED: unmatched_table([*joined.unmatched, *_money_without_rate(read, rates)]),
    }


def _in_fixed_order(facts: pd.DataFrame | None, record_type: RecordType) -> pd.DataFrame:
    """The facts in an order that does not depend on the order of their rows, so that equal data give equal keys."""
    dtypes = fact_dtypes(record_type)
    if facts is None or facts.empty:
        return typed_frame({}, dtypes)
    if "import_id" in facts:
        dtypes |= {"import_id": "Int64"}
    rows = typed_frame(facts, dtypes)
    hashes = pd.util.hash_pandas_object(rows, index=False).to_numpy()
    return rows.iloc[hashes.argsort(kind="stable")].reset_index(drop=True)


def _sourcing(read: Mapping[RecordType, pd.DataFrame], rules: ResolutionRules) -> Sourcing:
    spend, campaigns = read[RecordType.SPEND], read[RecordType.CAMPAIGNS]
    columns = ["platform", "campaign_id", "campaign", "day"]
    booked = pd.concat([spend[columns], campaigns.rename(columns={"start_on": "day"})[columns]], ignore_index=True)
    with_campaign = [frame for frame in read.values() if "campaign" in frame]
    names = campaign_names(booked, [frame["campaign"] for frame in with_campaign], rules.campaign_aliases)
    named = [frame["channel"] for frame in with_campaign if "channel" in frame]
    return Sourcing(
        rules=rules.channel_rules,
        channels=own_channels(named, rules.channel_rules, rules.channels, rules.channel_aliases),
        aliases=dict(rules.channel_aliases),
        names=names,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joined:
    """Persons, companies and what happened to them."""

    accounts: Accounts
    people: pd.DataFrame
    sources: pd.DataFrame
    contacts: pd.DataFrame
    touchpoints: pd.DataFrame
    stages: pd.DataFrame
    deals: pd.DataFrame
    links: DealLinks
    unmatched: list[pd.DataFrame]


def _joined(read: Mapping[RecordType, pd.DataFrame], sourcing: Sourcing, zone: str) -> _Joined:
    contacts, who, unknown = _everybody(read)
    companies = _accounts(read, unknown)
    contacts = contacts.assign(account=companies.keys["contacts"])
    people = people_of(contacts, unknown.assign(account=companies.keys["strangers"]))
    touched = read[RecordType.TOUCHPOINTS]
    touched_key = who.find(touched)["contact_key"]
    named_account = companies.keys["touchpoints"].reindex(touched.index)
    touchpoints = touchpoint_table(touched, touched_key, people, named_account, sourcing)
    history = read[RecordType.STAGES].join(who.find(read[RecordType.STAGES])["contact_key"])
    lost = [
        without_person(RecordType.TOUCHPOINTS, touched[touched_key.isna()], who, Reason.TOUCHPOINT_WITHOUT_PERSON),
        without_person(RecordType.STAGES, history[history["contact_key"].isna()], who, Reason.STAGE_WITHOUT_PERSON),
    ]
    history = history.dropna(subset=["contact_key"])
    people = _with_activity(people, touchpoints, history)
    deals = numbered_deals(read[RecordType.DEALS], companies.keys["deals"])
    links = deal_links(deals, read[RecordType.DEAL_CONTACTS], who, people, zone)
    from_deals = entries_from_deals(deals, links.pairs, people["first_activity_at"], zone)
    stages = stage_table(history, people, from_deals, zone)
    entries = first_entries(stages, people.index)
    sources = record_sources(contacts, people, sourcing)
    first = contact_first_touches(people, sources, touchpoints, entries["lead_at"], zone)
    return _Joined(
        accounts=companies,
        people=people,
        sources=sources,
        contacts=contact_table(people, companies.table, first, entries),
        touchpoints=touchpoints,
        stages=stages,
        deals=with_accounts_of_contacts(deals, links.pairs, people),
        links=links,
        unmatched=[links.unmatched, *lost, *_assumed(people, stages)],
    )


def _everybody(read: Mapping[RecordType, pd.DataFrame]) -> tuple[pd.DataFrame, Directory, pd.DataFrame]:
    """Contact rows with their person, the directory of everybody, and the persons that no contact row has."""
    contacts = read[RecordType.CONTACTS]
    contacts = contacts.assign(contact_key=person_numbers(contacts))
    touchpoints, stages = read[RecordType.TOUCHPOINTS], read[RecordType.STAGES]
    named = pd.concat([touchpoints, stages], ignore_index=True)
    first_key = int(contacts["contact_key"].max()) + 1 if len(contacts) else 1
    unknown = strangers(named, directory(contacts), first_key)
    return contacts, directory(pd.concat([contacts, unknown], ignore_index=True)), unknown


def _accounts(read: Mapping[RecordType, pd.DataFrame], unknown: pd.DataFrame) -> Accounts:
    touchpoints = read[RecordType.TOUCHPOINTS]
    frames = {
        "accounts": read[RecordType.ACCOUNTS],
        "contacts": read[RecordType.CONTACTS],
        "deals": read[RecordType.DEALS].drop(columns="email"),
        "strangers": unknown,
        "touchpoints": touchpoints[touchpoints["company"].notna()].drop(columns="email"),
    }
    return accounts(frames)


def _with_activity(people: pd.DataFrame, touchpoints: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """The persons with when they were first touched and when they were first known at all."""
    touched = touchpoints.groupby("contact_key")["at"].min().reindex(people.index)
    entered = history.groupby("contact_key")["entered_at"].min().reindex(people.index)
    known = pd.concat([people["created_at"], touched, entered], axis=1).min(axis=1)
    return people.assign(first_touch_seen_at=touched, first_activity_at=known.astype("datetime64[us, UTC]"))


def _deals(
    read: Mapping[RecordType, pd.DataFrame],
    joined: _Joined,
    sourcing: Sourcing,
    rules: ResolutionRules,
    rates: Mapping[str, float],
) -> pd.DataFrame:
    deals, pairs, zone = joined.deals, joined.links.pairs, rules.reporting_zone
    own = sourcing.of(deals).set_axis(deals["deal_key"])
    first = joined.contacts.set_index("contact_key")[
        ["first_touch_at", "first_touch_channel", "first_touch_campaign", "first_touch_rule"]
    ]
    known = deals.join(deal_first_touches(deals, pairs, first, own, zone), on="deal_key")
    parts = marketing_parts(deals, pairs, joined.touchpoints, joined.sources, own, sourcing.channels, zone)
    known = known.join(parts, on="deal_key").assign(match_rule=joined.links.rule_of(deals))
    is_repeat = repeat_purchases(deals, pairs, zone)
    return deal_table(known, joined.accounts.table, is_repeat, rates, rules.margin_share)


def _assumed(people: pd.DataFrame, stages: pd.DataFrame) -> list[pd.DataFrame]:
    """Persons that are counted by an assumption, or not where they should be."""
    recorded = people[people["is_recorded"]]
    assumed = people.index.isin(stages.loc[stages["origin"] == CONTACT_UNDATED, "contact_key"])
    undated = recorded[~recorded.index.isin(stages["contact_key"]) & recorded["stage"].ne(Stage.VISITOR.value)]
    groups = [
        (RecordType.TOUCHPOINTS, Reason.CONTACT_FROM_TOUCHPOINT, people[~people["is_recorded"]]),
        (RecordType.CONTACTS, Reason.STAGE_DATE_ASSUMED, people[assumed]),
        (RecordType.CONTACTS, Reason.LEAD_WITHOUT_DATE, undated),
    ]
    return [unmatched_rows(kind, rows, reason, "email", "contact_id", "company") for kind, reason, rows in groups]


def _money_without_rate(read: Mapping[RecordType, pd.DataFrame], rates: Mapping[str, float]) -> list[pd.DataFrame]:
    return [
        without_rate(
            RecordType.SPEND, read[RecordType.SPEND], "spend_micros", rates, "campaign", "platform", "channel"
        ),
        without_rate(RecordType.DEALS, read[RecordType.DEALS], "amount_micros", rates, "deal_id", "deal", "company"),
        without_rate(RecordType.CAMPAIGNS, read[RecordType.CAMPAIGNS], "budget_micros", rates, "campaign"),
    ]
