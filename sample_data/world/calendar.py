"""The simulated time: a warm-up year nobody sees, then 24 months that the files cover; all times are local."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

# Demand by month, January first: the summer dip, the quiet turn of the year, strong spring and autumn.
MONTH_SEASON = np.array([0.93, 1.00, 1.08, 1.04, 1.01, 0.98, 0.86, 0.72, 1.08, 1.14, 1.12, 0.80])
# Monday first: business-to-business sleeps at the weekend.
WEEKDAY_WEIGHT = np.array([1.15, 1.25, 1.25, 1.20, 1.05, 0.55, 0.55])

MONTHS = 24
WARM_UP_WEEKS = 52
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Horizon:
    """From the Monday of the warm-up to the last day of the files; weeks begin on Monday."""

    until: date
    start_on: date = field(init=False)
    days: np.ndarray = field(init=False)
    week_of_day: np.ndarray = field(init=False)
    season: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        start = _months_back(self.until + timedelta(days=1), MONTHS)
        warm_up = start - timedelta(days=start.weekday(), weeks=WARM_UP_WEEKS)
        days = np.arange(np.datetime64(warm_up), np.datetime64(self.until) + 1)
        object.__setattr__(self, "start_on", start)
        object.__setattr__(self, "days", days)
        object.__setattr__(self, "week_of_day", np.arange(len(days)) // 7)
        object.__setattr__(self, "season", MONTH_SEASON[days.astype("datetime64[M]").astype(int) % 12])

    @property
    def week_count(self) -> int:
        """How many weeks there are, the last one perhaps short."""
        return int(self.week_of_day[-1]) + 1

    @property
    def weeks(self) -> np.ndarray:
        """The Monday of each week."""
        return self.days[::7]

    @property
    def week_season(self) -> np.ndarray:
        """Mean demand of each week; a short last week counts the days it has."""
        return np.bincount(self.week_of_day, self.season) / 7

    @property
    def start(self) -> np.datetime64:
        """The first moment the files cover."""
        return np.datetime64(self.start_on, "s")

    @property
    def end(self) -> np.datetime64:
        """The first moment after the files end: what comes later is not known yet."""
        return np.datetime64(self.until, "s") + np.timedelta64(SECONDS_A_DAY, "s")

    def week_of(self, at: np.ndarray) -> np.ndarray:
        """Index of the week of each moment, clipped to the simulated ones."""
        days = (at.astype("datetime64[D]") - self.days[0]).astype(int)
        return np.clip(days // 7, 0, self.week_count - 1)


def _months_back(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def weekday(at: np.ndarray) -> np.ndarray:
    """0 = Monday of each moment."""
    return (at.astype("datetime64[D]").astype(int) + 3) % 7


def later(at: np.ndarray, days: np.ndarray | float) -> np.ndarray:
    """The moments that many days later, to the second; missing moments stay missing."""
    seconds = np.rint(np.asarray(days, dtype="float64") * SECONDS_A_DAY).astype("int64")
    return at + seconds.astype("timedelta64[s]")


def in_daytime(at: np.ndarray) -> np.ndarray:
    """Moments at night moved to the next morning: nobody acts in the hours in which clocks change."""
    second = (at - at.astype("datetime64[D]")).astype("timedelta64[s]").astype("int64")
    shift = np.where(second < 6 * 3600, 7 * 3600, np.where(second >= 22 * 3600, 10 * 3600, 0))
    return at + shift.astype("timedelta64[s]")


def whole_minutes(at: np.ndarray) -> np.ndarray:
    """The same moments without seconds, as a customer system shows them."""
    return at.astype("datetime64[m]").astype("datetime64[s]")


def at_work(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A moment between 7 and 19 o'clock on each of these days."""
    return days.astype("datetime64[D]").astype("datetime64[s]") + rng.integers(7 * 3600, 19 * 3600, len(days)).astype(
        "timedelta64[s]"
    )
