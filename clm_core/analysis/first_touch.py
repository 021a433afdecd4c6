"""Where a person and a deal came from: touchpoints where they reach back far enough, else what the CRM says."""

import pandas as pd

from clm_core.analysis.channels import NO_SOURCE, UNKNOWN_CHANNELS, Channel
from clm_core.analysis.days import deal_days, local_day
from clm_core.analysis.references import looked_up
from clm_core.analysis.touches import is_by_marketing
from clm_core.records import Team

TOUCHPOINT = "touchpoint"
CONTACT_RECORD = "contact_record"
LATER_TOUCHPOINT = "later_touchpoint"
DEAL_RECORD = "deal_record"
NONE = "none"

_COLUMNS = ["first_touch_at", "first_touch_channel", "first_touch_campaign", "first_touch_rule"]


def contact_first_touches(
    people: pd.DataFrame, record_sources: pd.DataFrame, touches: pd.DataFrame, lead_at: pd.Series, zone: str
) -> pd.DataFrame:
    """first_touch_at, _channel, _campaign and _rule of each person, by contact_key.

    The first of these that there is: (touchpoint) the earliest marketing touchpoint with a known channel up to
    the day on which the person became a lead; (contact_record) the source in the contact's own record;
    (later_touchpoint) the earliest touchpoint of either team with a known channel; (none) no_source.
    ``record_sources`` have channel and campaign by contact_key.
    """
    known = touches[(touches["channel"] != NO_SOURCE) & touches["contact_key"].notna()]
    limit = local_day(looked_up(known["contact_key"], lead_at), zone)
    is_early = (local_day(known["at"], zone) <= limit) | limit.isna()
    created = people["created_at"].fillna(lead_at)
    recorded = record_sources[record_sources["channel"] != NO_SOURCE]
    candidates = [
        _from_touches(known[is_early & is_by_marketing(known["team"])], TOUCHPOINT),
        _source(created.reindex(recorded.index), recorded, CONTACT_RECORD),
        _from_touches(known, LATER_TOUCHPOINT),
    ]
    nothing = _nothing(people.index)
    first = pd.concat([*candidates, _source(created, nothing, NONE)])
    first = first[~first.index.duplicated()].reindex(people.index)
    return first.astype(dict.fromkeys(_COLUMNS[1:], "str"))


def _nothing(index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame({"channel": NO_SOURCE, "campaign": pd.Series(None, index=index, dtype="str")}, index=index)


def _from_touches(touches: pd.DataFrame, rule: str) -> pd.DataFrame:
    """The first row of each person (touchpoints come in time order)."""
    first = touches.drop_duplicates("contact_key").set_index("contact_key")
    return _source(first["at"], first, rule)


def _source(at: pd.Series, sources: pd.DataFrame, rule: str) -> pd.DataFrame:
    data = [at, sources["channel"], sources["campaign"]]
    frame = pd.concat(data, axis=1, keys=_COLUMNS[:3]).assign(first_touch_rule=rule)
    return frame.set_axis(frame.index.astype("int64"), axis="index")


def deal_first_touches(
    deals: pd.DataFrame, pairs: pd.DataFrame, first: pd.DataFrame, deal_sources: pd.DataFrame, zone: str
) -> pd.DataFrame:
    """The same four columns for each deal, by deal_key.

    The earliest first touch of its contacts up to the day it was created; else the earliest source that a
    contact's record names, whenever that was written; else the deal's own source; else no_source.
    """
    days = deal_days(deals, zone).set_axis(deals["deal_key"])
    linked = pairs[["deal_key", "contact_key"]].join(first, on="contact_key")
    linked = linked[linked["first_touch_channel"] != NO_SOURCE]
    linked = linked.sort_values(["deal_key", "first_touch_at", "contact_key"], kind="stable").set_index("deal_key")
    limit = looked_up(linked.index.to_series(), days)
    touched = local_day(linked["first_touch_at"], zone)
    in_time = linked[((touched <= limit) | limit.isna()) & linked["first_touch_at"].notna()]
    recorded = linked[linked["first_touch_rule"] == CONTACT_RECORD]
    own = deal_sources[deal_sources["channel"] != NO_SOURCE]
    nothing = _nothing(days.index)
    created = deals.set_index("deal_key")["created_at"]
    parts = [in_time[_COLUMNS], recorded[_COLUMNS], _source(created.reindex(own.index), own, DEAL_RECORD)]
    found = pd.concat([*parts, _source(created.mask(created.notna()), nothing, NONE)])
    found = found[~found.index.duplicated()].reindex(days.index)
    return found.astype(dict.fromkeys(_COLUMNS[1:], "str"))


def marketing_parts(
    deals: pd.DataFrame,
    pairs: pd.DataFrame,
    touches: pd.DataFrame,
    record_sources: pd.DataFrame,
    deal_sources: pd.DataFrame,
    channels: tuple[Channel, ...],
    zone: str,
) -> pd.DataFrame:
    """is_marketing_sourced and is_marketing_influenced of each deal, by deal_key.

    Evidence are the touchpoints of the deal's contacts up to the day it was created, and the sources in their
    records (at the record's created_at). Sourced: the earliest evidence is marketing's; without any, the deal's
    own source is. Influenced: any evidence is marketing's.
    """
    days = deal_days(deals, zone).set_axis(deals["deal_key"])
    evidence = pd.concat(
        [_touch_evidence(pairs, touches, days, zone), _record_evidence(pairs, record_sources, channels)]
    )
    evidence = evidence.sort_values(["deal_key", "at", "is_marketing"], na_position="last", kind="stable")
    by_deal = evidence.groupby("deal_key")["is_marketing"]
    own = _is_marketing_source(deal_sources["channel"], channels)
    sourced = by_deal.first().reindex(days.index).astype("boolean").fillna(own.reindex(days.index)).fillna(False)
    influenced = by_deal.max().reindex(days.index).astype("boolean").fillna(False) | sourced
    parts = {"is_marketing_sourced": sourced, "is_marketing_influenced": influenced}
    return pd.DataFrame(parts).astype("bool")


def _touch_evidence(pairs: pd.DataFrame, touches: pd.DataFrame, days: pd.Series, zone: str) -> pd.DataFrame:
    of_linked = touches[touches["contact_key"].isin(pairs["contact_key"])]
    rows = of_linked[["contact_key", "at", "team"]].assign(day=local_day(of_linked["at"], zone))
    rows = pairs[["deal_key", "contact_key"]].merge(rows.astype({"contact_key": "int64"}), on="contact_key")
    limit = looked_up(rows["deal_key"], days)
    rows = rows[(rows["day"] <= limit) | limit.isna()]
    return rows.assign(is_marketing=is_by_marketing(rows["team"]))[["deal_key", "at", "is_marketing"]]


def _record_evidence(pairs: pd.DataFrame, record_sources: pd.DataFrame, channels: tuple[Channel, ...]) -> pd.DataFrame:
    recorded = record_sources[record_sources["channel"] != NO_SOURCE]
    rows = pairs[["deal_key", "contact_key"]].merge(recorded, left_on="contact_key", right_index=True)
    rows = rows.rename(columns={"created_at": "at"})
    is_marketing = _is_marketing_source(rows["channel"], channels)
    return rows.assign(is_marketing=is_marketing)[["deal_key", "at", "is_marketing"]]


def _is_marketing_source(keys: pd.Series, channels: tuple[Channel, ...]) -> pd.Series:
    others = [channel.key for channel in channels if channel.team is not Team.MARKETING]
    return ~keys.isin([*others, *UNKNOWN_CHANNELS])
