"""A workspace's settings: reporting currency and zone, exchange rates, margin."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from sqlalchemy import Connection, delete, insert, select

from clm_core.errors import ClmError
from clm_core.store import tables
from clm_core.store.audit import raise_facts_version, record_action
from clm_core.store.connection import Store, reading, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What money and days mean in this workspace.

    ``exchange_rates`` gives what one unit of a currency is worth in the reporting currency;
    ``margin_share`` (0 to 1) stands in for a deal's margin where the deal has none of its own.
    Raises ClmError for a currency or zone that does not exist, a rate that is not above zero and
    a margin share outside 0 to 1.
    """

    reporting_currency: str = "EUR"
    reporting_zone: str = "Europe/Berlin"
    exchange_rates: Mapping[str, float] = field(default_factory=dict)
    margin_share: float | None = None

    def __post_init__(self) -> None:
        _require_currency(self.reporting_currency)
        if self.reporting_zone not in _zones():
            raise ClmError("store.unknown_zone", zone=self.reporting_zone)
        for currency, rate in self.exchange_rates.items():
            _require_currency(currency)
            if not 0 < rate < float("inf"):
                raise ClmError("store.rate_not_positive", currency=currency, rate=str(rate))
        if self.margin_share is not None and not 0 <= self.margin_share <= 1:
            raise ClmError("store.margin_outside", margin=str(self.margin_share))


@cache
def _zones() -> set[str]:
    # Reads the folders of the zone database, and settings are looked at on every click.
    return available_timezones()


def _require_currency(currency: str) -> None:
    if currency not in list_currencies():
        raise ClmError("store.unknown_currency", currency=currency)


def read_settings(store: Store) -> Settings:
    """The settings as saved; what was never saved has its default."""
    with reading(store) as connection:
        return _read(connection)


def save_setting(store: Store, name: str, value: object, actor: str, at: datetime) -> Settings:
    """The settings with one of them changed; nothing is written when it is as it was.

    Raises ClmError for a name that is no setting, and for whatever Settings refuses.
    """
    known = [setting.name for setting in fields(Settings)]
    if name not in known:
        raise ClmError("store.unknown_setting", name=name, known=", ".join(known))
    table = tables.settings
    with writing(store) as connection:
        before = _read(connection)
        after = replace(before, **{name: value})  # type: ignore[arg-type]
        if after == before:
            return before
        connection.execute(delete(table).where(table.c.name == name))
        connection.execute(insert(table).values(name=name, value_json=json.dumps(value)))
        old = getattr(before, name)
        record_action(connection, "settings.saved", actor=actor, at=at, name=name, before=old, after=value)
        raise_facts_version(connection)
    return after


def _read(connection: Connection) -> Settings:
    rows = connection.execute(select(tables.settings)).all()
    return Settings(**{row.name: json.loads(row.value_json) for row in rows})
