"""The rules of journeys as loops over lists of rows: slow, plain, and independent of the queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from clm_core.columns import SnapshotTable
from clm_core.journey_options import ConversionKind, ConversionValue, JourneyEntity, JourneyOptions
from clm_core.selection import Period, Segment

Row = dict[str, Any]
World = dict[SnapshotTable, list[Row]]
DAY_US = 86_400_000_000
UNSAID = ("direct", "unassigned", "no_source", None)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Rows in the order and with the columns of the three reductions."""

    conversions: list[tuple[Any, ...]]
    touches: list[tuple[Any, ...]]
    paths: list[tuple[Any, ...]]


def journeys_by_loops(
    world: World,
    *,
    options: JourneyOptions,
    period: Period,
    as_of: date,
    zone: str,
    segment: Segment | None = None,
    margin_share: float | None = None,
) -> Found:
    start_us, end_us, known_us = (
        day_start(day, zone) for day in (period.start_on, period.end_on + timedelta(days=1), as_of + timedelta(days=1))
    )
    entities = entities_of_people(world, options)
    touches = touches_of_entities(world, options, entities, known_us)
    events = all_conversions(world, options, zone, margin_share)
    look_back_us = options.look_back_days * DAY_US
    conversions, rows = [], []
    paths: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0, 0, 0])
    for event in events:
        if not (start_us <= event["at"] < end_us and in_segment(event["segment_row"], segment)):
            continue
        before = [other["at"] for other in events if other["entity"] == event["entity"] and other["at"] < event["at"]]
        after = max([event["at"] - look_back_us, *before])
        journey = [touch for touch in touches[event["entity"]] if after < touch[0] <= event["at"]]
        rows += [(event["key"], place, *touch_row(touch)) for place, touch in enumerate(journey, start=1)]
        moments = stage_moments(world, entities, event, options)
        key = (event["key"], event["entity"], event["deal"], event["contact"], event["at"])
        conversions.append((*key, event["share"], event["value"], *moments, len(journey)))
        if journey:
            add_path(paths, journey, event["share"], event["value"], 0)
    for entity, whole in touches.items():
        last = max((event["at"] for event in events if event["entity"] == entity), default=None)
        since = [touch for touch in whole if last is None or touch[0] > last]
        people = [contact for contact in world[SnapshotTable.CONTACTS] if entity in entities[contact["contact_key"]]]
        if any(entity == -1 - key and len(entities[key]) > 1 for key in entities):
            continue  # alone, and in somebody else's deal: counted there
        if not since or not start_us <= since[-1][0] < end_us:
            continue
        if segment is None or any(in_segment(person, segment) for person in people):
            add_path(paths, [touch for touch in since if touch[0] > since[-1][0] - look_back_us], 0.0, 0.0, 1)
    return Found(
        conversions=sorted(conversions),
        touches=sorted(rows, key=lambda row: row[:2]),
        paths=[(path, *numbers) for path, numbers in sorted(paths.items())],
    )


def day_start(day: date, zone: str) -> int:
    return round(datetime.combine(day, time.min, ZoneInfo(zone)).timestamp() * 1_000_000)


def add_path(paths: dict[str, list[float]], journey: list[Any], share: float, value: float, open_count: int) -> None:
    numbers = paths[" > ".join(touch[3] for touch in journey)]
    for place, added in enumerate((share, value, open_count, 0, 1)):
        numbers[place] += added
    numbers[3] = len(journey)


def touch_row(touch: tuple[Any, ...]) -> tuple[Any, ...]:
    at, key, contact, channel, campaign = touch
    return key, contact, at, channel, campaign


def in_segment(row: Row | None, segment: Segment | None) -> bool:
    return segment is None or (row is not None and (row[segment.field.value] or "") in segment.values)


def own_entity(contact: Row, options: JourneyOptions) -> int:
    if options.entity is JourneyEntity.CONTACT:
        return int(contact["contact_key"])
    return -1 - contact["contact_key"] if contact["account_key"] is None else int(contact["account_key"])


def people_of_deal(world: World, deal: Row) -> list[Row]:
    linked = {
        link["contact_key"] for link in world[SnapshotTable.DEAL_CONTACTS] if link["deal_key"] == deal["deal_key"]
    }
    return [contact for contact in world[SnapshotTable.CONTACTS] if contact["contact_key"] in linked]


def deal_entity(world: World, deal: Row, options: JourneyOptions) -> int | None:
    people = people_of_deal(world, deal)
    if deal["account_key"] is not None:
        return int(deal["account_key"])
    return own_entity(people[0], options) if people else None


def entities_of_people(world: World, options: JourneyOptions) -> dict[int, set[int]]:
    entities = {contact["contact_key"]: {own_entity(contact, options)} for contact in world[SnapshotTable.CONTACTS]}
    if options.entity is JourneyEntity.ACCOUNT:
        for deal in world[SnapshotTable.DEALS]:
            for contact in people_of_deal(world, deal):
                entity = deal_entity(world, deal, options)
                assert entity is not None
                entities[contact["contact_key"]].add(entity)
    return entities


def touches_of_entities(
    world: World, options: JourneyOptions, entities: dict[int, set[int]], known_us: int
) -> dict[int | None, list[Any]]:
    """Each entity's touches in order: at, touchpoint_key, contact_key, channel, campaign."""
    found: dict[int | None, list[Any]] = defaultdict(list)
    for touch in [*world[SnapshotTable.TOUCHPOINTS], *recorded_touches(world)]:
        if touch["at_us"] >= known_us or (options.is_marketing_only and touch["team"] != "marketing"):
            continue
        if options.excludes_direct and touch["channel"] in UNSAID:
            continue
        owners = entities[touch["contact_key"]] if touch["contact_key"] is not None else set()
        if (
            touch["contact_key"] is None
            and options.entity is JourneyEntity.ACCOUNT
            and touch["account_key"] is not None
        ):
            owners = {touch["account_key"]}
        channel = touch["channel"] or "no_source"
        for owner in owners:
            found[owner].append(
                (touch["at_us"], touch["touchpoint_key"], touch["contact_key"], channel, touch["campaign"])
            )
    return defaultdict(list, {owner: sorted(touches, key=lambda touch: touch[:2]) for owner, touches in found.items()})


def recorded_touches(world: World) -> list[Row]:
    logged = {touch["contact_key"] for touch in world[SnapshotTable.TOUCHPOINTS]}
    teams = {channel["channel"]: channel["team"] for channel in world[SnapshotTable.CHANNELS]}
    return [
        {
            "touchpoint_key": -1 - contact["contact_key"],
            "contact_key": contact["contact_key"],
            "at_us": contact["first_touch_at"] if contact["first_touch_at"] is not None else contact["created_at"],
            "team": teams.get(contact["first_touch_channel"], "marketing"),
            "channel": contact["first_touch_channel"],
            "campaign": contact["first_touch_campaign"],
        }
        for contact in world[SnapshotTable.CONTACTS]
        if contact["contact_key"] not in logged
        and contact["first_touch_channel"] not in (None, "no_source")
        and (contact["first_touch_at"] is not None or contact["created_at"] is not None)
    ]


def all_conversions(world: World, options: JourneyOptions, zone: str, margin_share: float | None) -> list[Row]:
    if options.conversion is not ConversionKind.WON_DEAL:
        return [
            {"key": contact["contact_key"], "entity": own_entity(contact, options), "deal": None,
             "contact": contact["contact_key"], "at": contact[f"{options.conversion.value}_at"], "share": 1.0,
             "value": 0.0, "segment_row": contact, "created": None}
            for contact in world[SnapshotTable.CONTACTS]
            if contact[f"{options.conversion.value}_at"] is not None
        ]  # fmt: skip
    events = []
    accounts = {account["account_key"]: account for account in world[SnapshotTable.ACCOUNTS]}
    for deal in world[SnapshotTable.DEALS]:
        if deal["outcome"] != "won" or deal["closed_on"] is None:
            continue
        event = {"deal": deal["deal_key"], "at": day_start(deal["closed_on"] + timedelta(days=1), zone) - 1,
                 "value": deal_value(deal, options, margin_share), "segment_row": accounts.get(deal["account_key"]),
                 "created": deal["created_at"]}  # fmt: skip
        people = people_of_deal(world, deal)
        if options.entity is JourneyEntity.ACCOUNT:
            entity = deal_entity(world, deal, options)
            events.append(event | {"key": deal["deal_key"], "entity": entity, "contact": None, "share": 1.0})
            continue
        for key in [person["contact_key"] for person in people] or [None]:
            count = max(1, len(people))
            shares = {"share": 1 / count, "value": event["value"] / count}
            events.append(event | shares | {"key": len(events) + 1, "entity": key, "contact": key})
    return events


def deal_value(deal: Row, options: JourneyOptions, margin_share: float | None) -> float:
    if options.value is ConversionValue.REVENUE:
        return float(deal["amount"] or 0)
    if deal["margin"] is None and deal["amount"] is not None and margin_share is not None:
        return float(deal["amount"] * margin_share)
    return float(deal["margin"] or 0)


def stage_moments(world: World, entities: dict[int, set[int]], event: Row, options: JourneyOptions) -> list[int | None]:
    people = [
        contact for contact in world[SnapshotTable.CONTACTS] if event["entity"] in entities[contact["contact_key"]]
    ]
    moments = []
    for name in ("lead_at", "mql_at", "opportunity_at"):
        first = min((person[name] for person in people if person[name] is not None), default=None)
        if name == "opportunity_at" and options.conversion is ConversionKind.WON_DEAL:
            first = event["created"]
        moments.append(first if first is not None and first <= event["at"] else None)
    return moments
