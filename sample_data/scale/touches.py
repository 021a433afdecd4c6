"""Touchpoints of the scaled company in slices, so that ten million need no more memory than one."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame
from clm_core.records import Team
from clm_core.records import TouchpointKind as Kind
from sample_data.scale.media import CAMPAIGNS, CAMPAIGNS_PER_CHANNEL, CHANNEL_SHARE, CHANNELS, DAY_US, END_US

TOUCHES_PER_CONTACT = 10
SCHEMA = pa.Schema.from_pandas(empty_frame(SNAPSHOT_COLUMNS[SnapshotTable.TOUCHPOINTS]), preserve_index=False)
_SLICE = 1_000_000
_LONGEST_US = 120 * DAY_US
_KINDS = (Kind.VISIT, Kind.EMAIL_OPEN, Kind.AD_CLICK, Kind.DOWNLOAD, Kind.EMAIL_CLICK, Kind.CALL, Kind.MEETING,
          Kind.FORM, Kind.PRICING_PAGE, Kind.REPLY, Kind.EVENT, Kind.WEBINAR, Kind.DEMO)  # fmt: skip
_KIND_SHARE = np.array([30, 18, 12, 8, 6, 8, 5, 4, 3, 3, 1, 1, 1]) / 100
_IS_SALES = np.array([kind in (Kind.CALL, Kind.MEETING, Kind.REPLY) for kind in _KINDS])


def slices(count: int, contacts: pd.DataFrame, rng: np.random.Generator) -> Iterator[pa.Table]:
    """The touchpoints table, a million rows at a time: a contact's first one, the others within 120 days after it."""
    first_us = contacts["first_touch_at"].dt.tz_localize(None).to_numpy().astype("int64")
    account = contacts["account_key"].to_numpy()
    for begin in range(0, count, _SLICE):
        key = np.arange(begin, min(begin + _SLICE, count))
        contact = np.minimum(key // TOUCHES_PER_CONTACT, len(contacts) - 1)
        room = np.minimum(_LONGEST_US, END_US - first_us[contact] - 1)
        delay = np.where(key % TOUCHES_PER_CONTACT, rng.random(len(key)) * room, 0).astype("int64")
        yield _slice(key, contact, account[contact], first_us[contact] + delay, rng)


def _slice(
    key: np.ndarray, contact: np.ndarray, account: np.ndarray, at_us: np.ndarray, rng: np.random.Generator
) -> pa.Table:
    kind = rng.choice(len(_KINDS), len(key), p=_KIND_SHARE)
    channel = rng.choice(len(CHANNELS), len(key), p=CHANNEL_SHARE)
    campaign = channel * CAMPAIGNS_PER_CHANNEL + rng.integers(0, CAMPAIGNS_PER_CHANNEL, len(key))
    arrays = {
        "touchpoint_key": pa.array(key),
        "contact_key": pa.array(contact),
        "account_key": pa.array(account),
        "at": pa.array(at_us).cast(pa.timestamp("us", tz="UTC")),
        "at_us": pa.array(at_us),
        "kind": _coded([kind.value for kind in _KINDS], kind),
        "team": _coded([Team.MARKETING.value, Team.SALES.value], _IS_SALES[kind].astype("int64")),
        "channel": _coded(list(CHANNELS), channel),
        "campaign": _coded(list(CAMPAIGNS), campaign),
        "content": pa.nulls(len(key)),
        "channel_rule": _coded(["given"], np.zeros(len(key), dtype="int64")),
    }
    return pa.table([arrays[field.name].cast(field.type) for field in SCHEMA], schema=SCHEMA)


def _coded(values: list[str], codes: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(values)).cast(pa.string())
