"""Kept sets of response curves: fitted or given, with what they were fitted to, who kept them and when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import numpy as np
from sqlalchemy import func, insert, select

from clm_core.budget_scenario import CurveSet
from clm_core.errors import ClmError
from clm_core.response_curves import CurveTrust, FitMethod, PeriodLength, ResponseCurves, ResponseOutcome
from clm_core.store import tables
from clm_core.store.audit import record_action
from clm_core.store.connection import Store, reading, writing
from clm_core.store.moments import as_day, as_days, as_micros, as_moment

_TABLE = tables.curve_sets
_ARRAYS = ("shape", "ceiling", "scale", "slope", "carry_over")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptCurves:
    """A curve set with its number, who kept it and when."""

    number: int
    curve_set: CurveSet
    kept_at: datetime
    kept_by: str


def keep_curves(store: Store, curve_set: CurveSet, *, actor: str, at: datetime) -> KeptCurves:
    """The set as a new entry; those before it stay as they are."""
    curves = curve_set.curves
    values = {
        "name": curve_set.name.strip(),
        "method": curves.method.value,
        "outcome_of": curves.outcome_of.value,
        "length": curves.length.value,
        "starts_on": None if curve_set.starts_on is None else as_days(curve_set.starts_on),
        "ends_on": None if curve_set.ends_on is None else as_days(curve_set.ends_on),
        "data_version": curve_set.data_version,
        "channels_json": json.dumps(_channels(curve_set), ensure_ascii=False),
        "curves_npz": _packed(curves),
        "kept_at": as_micros(at),
        "kept_by": actor,
    }
    with writing(store) as connection:
        number = 1 + (connection.scalar(select(func.max(_TABLE.c.curve_set))) or 0)
        connection.execute(insert(_TABLE).values(curve_set=number, **values))
        record_action(
            connection, "curve_set.kept", actor=actor, at=at, curve_set=number, name=values["name"],
            method=values["method"], outcome_of=values["outcome_of"],
        )  # fmt: skip
    return read_curve_set(store, number)


def read_curve_sets(store: Store) -> tuple[KeptCurves, ...]:
    """All kept sets, newest first."""
    with reading(store) as connection:
        rows = connection.execute(select(_TABLE).order_by(_TABLE.c.curve_set.desc())).mappings().all()
    return tuple(_kept(row) for row in rows)


def read_curve_set(store: Store, number: int) -> KeptCurves:
    """One kept set. Raises ClmError naming those there are."""
    with reading(store) as connection:
        row = connection.execute(select(_TABLE).where(_TABLE.c.curve_set == number)).mappings().first()
        known = [] if row else list(connection.scalars(select(_TABLE.c.curve_set).order_by(_TABLE.c.curve_set)))
    if row is None:
        names = ", ".join(str(one) for one in known) or "–"
        raise ClmError("budget_scenarios.unknown_curves", number=number, known=names)
    return _kept(row)


def _channels(curve_set: CurveSet) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [{"channel": channel} for channel in curve_set.curves.channels]
    for row, trust in zip(rows, curve_set.trust, strict=False):
        row["trust"] = trust.value
    for row, spend in zip(rows, curve_set.largest_spend, strict=False):
        row["largest_spend"] = float(spend)
    return rows


def _packed(curves: ResponseCurves) -> bytes:
    target = BytesIO()
    np.savez_compressed(
        target,
        shape=curves.shape,
        ceiling=curves.ceiling,
        scale=curves.scale,
        slope=curves.slope,
        carry_over=curves.carry_over,
    )
    return target.getvalue()


def _kept(row: Mapping[Any, Any]) -> KeptCurves:
    channels = json.loads(row["channels_json"])
    with np.load(BytesIO(row["curves_npz"]), allow_pickle=False) as packed:
        arrays = {name: packed[name] for name in _ARRAYS}
    curves = ResponseCurves(
        channels=tuple(one["channel"] for one in channels),
        outcome_of=ResponseOutcome(row["outcome_of"]),
        length=PeriodLength(row["length"]),
        method=FitMethod(row["method"]),
        **arrays,
    )
    return KeptCurves(
        number=row["curve_set"],
        curve_set=CurveSet(
            name=row["name"],
            curves=curves,
            starts_on=None if row["starts_on"] is None else as_day(row["starts_on"]),
            ends_on=None if row["ends_on"] is None else as_day(row["ends_on"]),
            data_version=row["data_version"],
            trust=tuple(CurveTrust(one["trust"]) for one in channels if "trust" in one),
            largest_spend=tuple(float(one["largest_spend"]) for one in channels if "largest_spend" in one),
        ),
        kept_at=as_moment(row["kept_at"]),
        kept_by=row["kept_by"],
    )
