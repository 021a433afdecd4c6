"""What was known on a day: the only way in which facts reach a forecast, so that no back-test can look ahead."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.days import day_number
from clm_core.analysis.deal_lives import DealLives, deal_lives
from clm_core.analysis.selected import channel_keys
from clm_core.analysis.trend import plain_days, utc_moments, zone_days
from clm_core.records import DealOutcome
from clm_core.response_curves import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownFacts:
    """People and deals on the evening of ``as_of``; days are numbers since 1970, NaN where not (yet) reached.

    ``first_day`` is from when on the data hold everybody; of older people only some may be left. ``touch`` is the
    first touch of each of the deals in ``lives``, NaN where none is known. ``won_*`` are of every won deal, also of
    those without a day of creation, which are not in ``lives``.
    """

    as_of: date
    first_day: int
    channel: NDArray[np.object_]
    lead: Floats
    mql: Floats
    sql: Floats
    lives: DealLives
    touch: Floats
    won_day: Floats
    won_amount: Floats
    won_touch: Floats
    won_channel: NDArray[np.object_]

    @property
    def today(self) -> int:
        """as_of as a number."""
        return day_number(self.as_of)


def known_on(contacts: pd.DataFrame, deals: pd.DataFrame, as_of: date, zone: str) -> KnownFacts:
    """The facts of SNAPSHOT_COLUMNS as they stood on a day: later stages, deals and outcomes are hidden.

    Amounts, channels and first touches are those of the data: they keep no earlier ones.
    """
    today = day_number(as_of)

    def days(moments: pd.Series) -> Floats:
        found = zone_days(utc_moments(moments), zone)
        return np.where(found <= today, found, np.nan)

    lead, mql, sql = (days(contacts[name]) for name in ("lead_at", "mql_at", "sql_at"))
    is_known = ~(np.isnan(lead) & np.isnan(mql) & np.isnan(sql))
    lives = deal_lives(deals, as_of=as_of, zone=zone)
    places = pd.Series(np.arange(len(deals)), index=deals["deal_key"])
    every_touch = days(deals["first_touch_at"])
    closed = zone_days(plain_days(deals["closed_on"]), "UTC")
    is_won = ((deals["outcome"] == DealOutcome.WON.value).to_numpy(dtype=bool)) & (closed <= today)
    return KnownFacts(
        as_of=as_of,
        first_day=_first_day(lives, lead[is_known]),
        channel=channel_keys(contacts["first_touch_channel"]).to_numpy(dtype=object)[is_known],
        lead=lead[is_known],
        mql=mql[is_known],
        sql=sql[is_known],
        lives=lives,
        touch=every_touch[places[lives.deal_key].to_numpy(dtype=np.int64)],
        won_day=closed[is_won],
        won_amount=deals["amount"].to_numpy(dtype=np.float64)[is_won],
        won_touch=every_touch[is_won],
        won_channel=channel_keys(deals["first_touch_channel"]).to_numpy(dtype=object)[is_won],
    )


def _first_day(lives: DealLives, lead: Floats) -> int:
    """Since when deals are both created and decided in the data; where no deal is decided, since leads begin."""
    if (~lives.is_open).any():
        return lives.first_day
    dated = lead[~np.isnan(lead)]
    return int(np.quantile(dated, 0.01)) if len(dated) else lives.today
