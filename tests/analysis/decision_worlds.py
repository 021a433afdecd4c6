"""Made-up weeks before and since a decision, with a season, other channels and an effect that is known."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from clm_core.analysis.days import day_number
from clm_core.analysis.decision_rows import OutcomeRows
from clm_core.decisions import Action, Decision, ExpectedEffect, Measure

FIRST_ON, AS_OF = date(2024, 11, 1), date(2026, 10, 31)
START_ON = date(2026, 5, 4)


def decision(change: float, *, low: float | None = None, high: float | None = None, weeks: int = 8,
             measure: Measure = Measure.LEADS, channels: tuple[str, ...] = ("own",)) -> Decision:  # fmt: skip
    """A decision that holds from START_ON."""
    return Decision(
        title="Mehr Budget",
        action=Action.SCALE,
        owner="Kim",
        effect=ExpectedEffect(measure=measure, change=change, low=low, high=high),
        takes_effect_on=START_ON,
        check_on=START_ON + timedelta(weeks=weeks),
        channels=channels,
    )


def rows_of(own: dict[int, float], others: dict[int, float]) -> OutcomeRows:
    """As many leads as given by day number, all there at once."""
    days = [np.repeat(list(side), [int(count) for count in side.values()]) for side in (own, others)]
    is_own = np.repeat([True, False], [len(days[0]), len(days[1])])
    day = np.concatenate(days).astype(np.int64)
    return OutcomeRows(day=day, lag_days=np.zeros(len(day)), amount=np.ones(len(day)), is_own=is_own, is_other=~is_own)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedLeads:
    """Poisson leads with a season of all, one of the own channel, noise by week and a planted effect (a factor)."""

    own_per_week: float = 25.0
    others_per_week: float = 200.0
    effect: float = 1.0
    weeks: int = 8

    def rows(self, seed: int) -> OutcomeRows:
        """Two years of leads."""
        rng = np.random.default_rng(seed)
        days = np.arange(day_number(FIRST_ON), day_number(AS_OF) + 1)
        week = (days - days[0]) // 7
        season = np.exp(0.3 * np.sin(2 * np.pi * week / 52))
        own_season = np.exp(0.1 * rng.standard_normal() * np.sin(2 * np.pi * week / 52 + rng.uniform(0, 6)))
        start = day_number(START_ON)
        effect = np.where((days >= start) & (days < start + 7 * self.weeks), self.effect, 1.0)
        own, others = (np.exp(0.06 * rng.standard_normal(week[-1] + 1))[week] for _ in range(2))
        own_leads = rng.poisson(self.own_per_week / 7 * season * own_season * effect * own)
        other_leads = rng.poisson(self.others_per_week / 7 * season * others)
        return rows_of(dict(zip(days, own_leads, strict=True)), dict(zip(days, other_leads, strict=True)))
