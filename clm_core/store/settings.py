"""A workspace's settings: reporting currency and zone, exchange rates, margin."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from zoneinfo import available_timezones

from babel.numbers import list_currencies

from clm_core.errors import ClmError
from clm_core.store.connection import Store


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
        if self.reporting_zone not in available_timezones():
            raise ClmError("store.unknown_zone", zone=self.reporting_zone)
        for currency, rate in self.exchange_rates.items():
            _require_currency(currency)
            if not 0 < rate < float("inf"):
                raise ClmError("store.rate_not_positive", currency=currency, rate=str(rate))
        if self.margin_share is not None and not 0 <= self.margin_share <= 1:
            raise ClmError("store.margin_outside", margin=str(self.margin_share))


def _require_currency(currency: str) -> None:
    if currency not in list_currencies():
        raise ClmError("store.unknown_currency", currency=currency)


def read_settings(store: Store) -> Settings:
    """The settings as saved; what was never saved has its default."""
    raise NotImplementedError


def save_setting(store: Store, name: str, value: object, actor: str, at: datetime) -> Settings:
    """The settings with one of them changed."""
    raise NotImplementedError
