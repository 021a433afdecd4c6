"""A spend file that ends early is told from a channel that spends now and then."""

from datetime import date

import pandas as pd

from clm_core.analysis.spend_ends import SpendEnd, spend_ends

LAST = date(2026, 3, 31)


def spend(**days: pd.DatetimeIndex) -> pd.DataFrame:
    rows = [{"channel": channel, "day": day, "spend": 10.0} for channel, own in days.items() for day in own]
    return pd.DataFrame(rows, columns=["channel", "day", "spend"])


def daily(end: str, start: str = "2026-01-01") -> pd.DatetimeIndex:
    return pd.date_range(start, end)


def test_a_daily_file_that_ends_earlier_is_named_with_its_last_day() -> None:
    found = spend_ends(spend(search=daily("2026-03-31"), email=daily("2026-03-10")), LAST)
    assert found == (SpendEnd(channel="email", last_on=date(2026, 3, 10), others_until=LAST),)


def test_irregular_spend_is_no_early_end_until_its_longest_gap_is_over() -> None:
    fairs = pd.DatetimeIndex(["2026-01-05", "2026-02-01", "2026-03-04"])  # gaps of 27 and 31 days
    assert spend_ends(spend(search=daily("2026-03-31"), events=fairs), LAST) == ()
    assert spend_ends(spend(search=daily("2026-04-04"), events=fairs), date(2026, 4, 4)) == ()
    (late,) = spend_ends(spend(search=daily("2026-04-05"), events=fairs), date(2026, 4, 5))
    assert late.channel == "events"


def test_all_ending_together_a_single_day_and_spend_of_nothing_are_no_early_end() -> None:
    assert spend_ends(spend(search=daily("2026-03-10"), email=daily("2026-03-10")), LAST) == ()
    assert spend_ends(spend(search=daily("2026-03-31"), fair=pd.DatetimeIndex(["2026-01-05"])), LAST) == ()
    assert spend_ends(spend(), LAST) == ()
    both = spend(search=daily("2026-03-31"), email=daily("2026-03-31"))
    assert spend_ends(both.assign(spend=both["spend"].where(both["channel"] == "search", 0.0)), LAST) == ()


def test_what_comes_after_the_last_day_does_not_count() -> None:
    both = spend(search=daily("2026-03-31"), email=daily("2026-03-10"))
    assert spend_ends(both, date(2026, 3, 10)) == ()
