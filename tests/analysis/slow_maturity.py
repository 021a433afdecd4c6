"""The maturity method as obvious loops over rows, to hold the fast one against."""

from collections import defaultdict
from datetime import date

import pandas as pd

from clm_core.analysis.deal_forecast import ForecastRules
from clm_core.analysis.selected import LoopData
from clm_core.selection import Period

ZONE = "Europe/Berlin"
Cell = tuple[str, str, int]


def day(moment: object) -> float | None:
    """The day's number in the zone, None where missing."""
    if pd.isna(moment):  # type: ignore[call-overload]
        return None
    stamp = pd.Timestamp(moment)  # type: ignore[arg-type]
    local = stamp.tz_convert(ZONE) if stamp.tzinfo else stamp
    return local.date().toordinal()


def slow_cells(
    data: LoopData, credit: pd.DataFrame, period: Period, as_of: date, rules: ForecastRules
) -> dict[Cell, tuple[float, float, float, float]]:
    """realised, expected_open, deals_to_come and expected_to_come by channel, campaign and month."""
    now = as_of.toordinal()
    deals = {row["deal_key"]: row for row in data.deals.to_dict("records")}
    rows = []
    for given in credit.to_dict("records"):
        deal = deals[given["deal_key"]]
        is_open = deal["outcome"] == "open"
        rows.append(
            {
                "key": given["deal_key"], "channel": given["channel"], "campaign": given["campaign"],
                "share": given["share"], "outcome": deal["outcome"], "amount": deal["amount"],
                "touch": day(given["at"]), "created": day(deal["created_at"]),
                "age": (now if is_open else day(deal["closed_on"])) - day(deal["created_at"]),
            }
        )  # fmt: skip
    starts = [min(day(deal["created_at"]) for deal in deals.values()),
              min(day(deal["closed_on"]) for deal in deals.values() if deal["outcome"] != "open")]  # fmt: skip
    observed = max(starts)
    leads = [
        (row["first_touch_channel"], row["first_touch_campaign"], day(row["first_touch_at"]))
        for row in data.contacts.to_dict("records")
    ]
    return _Slow(rows, leads, observed, now, period, rules).cells(data)


class _Slow:
    def __init__(self, rows, leads, observed, now, period, rules) -> None:  # type: ignore[no-untyped-def]
        self.rows, self.leads, self.observed, self.now, self.period, self.rules = (
            rows, leads, observed, now, period, rules,
        )  # fmt: skip
        seen: dict[int, dict] = {}
        for row in rows:
            seen.setdefault(row["key"], row)
        self.lives = [row for row in seen.values() if row["created"] >= observed]
        self.close_horizon = self._close_horizon()
        self.won_by, self.waiting = self._closing()
        self.lags = [
            (row["created"] - row["touch"], now - row["touch"], row["share"], row["channel"])
            for row in rows
            if row["touch"] is not None and row["touch"] >= observed
        ]
        self.lags = [(max(lag, 0), limit, share, channel) for lag, limit, share, channel in self.lags if limit >= 0]
        self.lags = [one for one in self.lags if one[0] <= one[1]]
        self.horizon = self._lag_horizon(self.lags, min(rules.horizon_days, now - observed))
        self.lags = [one for one in self.lags if one[0] <= self.horizon]
        self.shares: dict[str, list[float]] = {}

    def _close_horizon(self) -> int:
        horizon = 0
        for age in range(self.rules.horizon_days + 1):
            if sum(row["age"] >= age for row in self.lives) >= self.rules.min_comparable:
                horizon = age
        return horizon

    def _closing(self) -> tuple[list[float], list[float]]:
        waiting, won, won_by, waits = 1.0, 0.0, [], []
        for age in range(self.close_horizon + 1):
            at_risk = sum(row["age"] >= age for row in self.lives)
            today = [row["outcome"] for row in self.lives if row["age"] == age and row["outcome"] != "open"]
            won += waiting * today.count("won") / at_risk
            waiting *= 1 - len(today) / at_risk
            won_by.append(won)
            waits.append(waiting)
        return won_by, waits

    def _comparable(self, lags: list, at: int) -> float:
        return sum(share for lag, limit, share, _ in lags if lag <= at <= limit)

    def _lag_horizon(self, lags: list, longest: int) -> int:
        lags = [one for one in lags if one[0] <= longest]
        enough = [at for at in range(longest + 1) if self._comparable(lags, at) >= self.rules.min_comparable - 1e-9]
        return enough[-1] if enough else 0

    def appeared(self, channel: str, at: float) -> float:
        """The share of a channel's deals that has appeared so many days after the touch."""
        if channel not in self.shares:
            own = [one for one in self.lags if one[3] == channel]
            is_enough = sum(one[2] for one in own) >= self.rules.min_channel_lags - 1e-9
            is_own = is_enough and self._comparable(own, self.horizon) >= self.rules.min_comparable - 1e-9
            lags = own if is_own else self.lags
            shares = [1.0] * (self.horizon + 1)
            for one in range(self.horizon, 0, -1):
                whole = self._comparable(lags, one)
                latest = sum(share for lag, _, share, _ in lags if lag == one)
                shares[one - 1] = shares[one] * (1 - latest / whole if whole > 1e-9 else 1.0)
            self.shares[channel] = shares
        return self.shares[channel][int(min(at, self.horizon))]

    def odds(self, channel: str) -> float:
        decided = [row for row in self.rows if row["created"] >= self.observed and row["outcome"] != "open"]
        whole = sum(row["share"] for row in decided if row["outcome"] == "won") / sum(row["share"] for row in decided)
        own = [row for row in decided if row["channel"] == channel]
        won = sum(row["share"] for row in own if row["outcome"] == "won") + self.rules.prior_deals * whole
        rate = won / (sum(row["share"] for row in own) + self.rules.prior_deals)
        rate, whole = min(max(rate, 1e-9), 1 - 1e-9), min(max(whole, 1e-9), 1 - 1e-9)
        return rate / (1 - rate) / (whole / (1 - whole))

    def amount(self, channel: str) -> float:
        won = [row for row in self.rows if row["outcome"] == "won" and not pd.isna(row["amount"])]
        count = sum(row["share"] for row in won)
        mean = sum(row["share"] * row["amount"] for row in won) / count if count else 0.0
        own = [row for row in won if row["channel"] == channel]
        worth = sum(row["share"] * row["amount"] for row in own) + self.rules.prior_deals * mean
        return worth / (sum(row["share"] for row in own) + self.rules.prior_deals)

    def likely(self, chance: float, channel: str) -> float:
        odds = self.odds(channel)
        return odds * chance / (1 - chance + odds * chance)

    def usual(self, channel: str) -> float:
        def ready(name: str) -> float:
            own = [one for one in self.leads if one[0] == name and one[2] >= self.observed]
            return sum(self.appeared(name, self.now - touch) for _, _, touch in own)

        names = {one[0] for one in self.leads}
        found = sum(share for _, _, share, _ in self.lags)
        whole = found / sum(ready(name) for name in names)
        own, prior = sum(share for _, _, share, name in self.lags if name == channel), self.rules.prior_appeared
        return whole * (own + prior) / (whole * ready(channel) + prior)

    def month(self, touch: float | None) -> int | None:
        if touch is None or not self.period.start_on.toordinal() <= touch <= self.period.end_on.toordinal():
            return None
        return date.fromordinal(int(touch)).year * 12 + date.fromordinal(int(touch)).month

    def cells(self, data: LoopData) -> dict[Cell, tuple[float, float, float, float]]:
        realised, expected, found = defaultdict(float), defaultdict(float), defaultdict(float)
        rest, ready = defaultdict(float), defaultdict(float)
        keys: set[Cell] = set()
        for row in self.rows:
            if (month := self.month(row["touch"])) is None:
                continue
            cell = (row["channel"], row["campaign"], month)
            keys.add(cell)
            worth = self.amount(row["channel"]) if pd.isna(row["amount"]) else row["amount"]
            if row["outcome"] == "won" and not pd.isna(row["amount"]):
                realised[cell] += row["share"] * row["amount"]
            if row["outcome"] == "open" and row["age"] <= self.close_horizon:
                left, waiting = self.won_by[-1] - self.won_by[row["age"]], self.waiting[row["age"]]
                chance = left / waiting if waiting > 1e-9 else 0.0
                expected[cell] += row["share"] * worth * self.likely(chance, row["channel"])
            if max(row["created"] - row["touch"], 0) <= self.horizon:
                found[cell] += row["share"]
        for channel, campaign, touch in self.leads:
            if (month := self.month(touch)) is None:
                continue
            keys.add((channel, campaign, month))
            share = self.appeared(channel, self.now - touch)
            ready[channel, campaign, month] += share * self.usual(channel)
            rest[channel, campaign, month] += (1 - share) * self.usual(channel)
        for row in data.spend.to_dict("records"):
            if (month := self.month(day(row["day"]))) is not None:
                keys.add((row["channel"], row["campaign"], month))
        to_come = self._to_come(keys, rest, ready, found)
        values = {cell: self.likely(self.won_by[-1], cell[0]) * self.amount(cell[0]) for cell in keys}
        return {cell: (realised[cell], expected[cell], to_come[cell], to_come[cell] * values[cell]) for cell in keys}

    def _to_come(self, keys, rest, ready, found) -> dict[Cell, float]:  # type: ignore[no-untyped-def]
        prior, result = self.rules.prior_appeared, {}
        for channel, month in {(cell[0], cell[2]) for cell in keys}:
            own = [cell for cell in keys if (cell[0], cell[2]) == (channel, month)]
            sums = [sum(values[cell] for cell in own) for values in (rest, ready, found)]
            cohort = sums[0] * (sums[2] + prior) / (sums[1] + prior)
            split = {cell: rest[cell] * (found[cell] + prior) / (ready[cell] + prior) for cell in own}
            whole = sum(split.values())
            result |= {cell: cohort * split[cell] / whole if whole > 1e-9 else 0.0 for cell in own}
        return result
