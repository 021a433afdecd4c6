"""The lead list in sentences: counted by hand on a list of three leads."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.lead_worth import ChanceBasis, WinChance
from clm_core.scoring_columns import HANDED_LEADS
from clm_core.services.handover import HandoverList
from clm_core.services.handover_words import Said, backlog, calls
from clm_core.texts import Language, texts_for

CHANCE = WinChance(
    basis=ChanceBasis.NONE,
    leads=0,
    converted=0,
    win_rate=float("nan"),
    deals=0,
    _rule=None,
    _win_low=float("nan"),
    _win_high=float("nan"),
)


def listed(
    this_week: list[bool], per_week: list[int], *, worth: float = 1000.0, new: float = 2.0, weeks: float = 52.0
) -> HandoverList:
    rows = pd.DataFrame({"is_this_week": this_week, "expected_value": worth}).reindex(columns=list(HANDED_LEADS))
    leads = rows.assign(is_this_week=np.array(this_week, dtype=bool))
    return HandoverList(
        leads=leads,
        judged=leads.head(0),
        loads=pd.DataFrame({"leads_per_week": np.array(per_week, dtype="int64")}),
        chance=CHANCE,
        new_per_week=new,
        counted_weeks=weeks,
        as_of=date(2026, 3, 25),
        currency="EUR",
    )


def read(said: Said) -> str:
    key, values = said
    return texts_for(Language.EN)(key, **values).replace("\u00a0", " ")


def test_what_fits_into_the_week_is_told_apart_from_everything_that_waits() -> None:
    found = listed([True, True, False], [1, 1])
    assert read(calls(found, Language.EN)) == "**2 leads** to call this week, **€2,000** of revenue to be expected."
    waiting, added = backlog(found, Language.EN)
    assert read(waiting) == "**3 leads** are waiting in all, **1.5 weeks** of work: sales can work 2 a week."
    assert read(added) == "New MQLs a week, on average of the last 52 weeks: 2."


@pytest.mark.parametrize(
    ("new", "key"), [(2.4, "added"), (2.6, "grows"), (1.4, "shrinks"), (1.6, "added"), (0.0, "shrinks")]
)
def test_more_new_leads_than_sales_can_work_let_the_backlog_grow(new: float, key: str) -> None:
    assert backlog(listed([True, False], [2], new=new), Language.EN)[1][0] == f"lead_list.backlog.{key}"


def test_a_week_with_time_for_everybody_says_so() -> None:
    assert backlog(listed([True, True], [5]), Language.EN)[0][0] == "lead_list.backlog.fits"
    # Enough time in all, but those leads are somebody's whose week is full.
    assert backlog(listed([True, False], [5, 1]), Language.EN)[0][0] == "lead_list.backlog.uneven"


@pytest.mark.parametrize(("this_week", "per_week"), [([True, True], []), ([False, False], [0])])
def test_without_anybodys_time_leads_wait_and_no_weeks_are_named(this_week: list[bool], per_week: list[int]) -> None:
    found = listed(this_week, per_week, new=9)
    assert read(calls(found, Language.EN)).startswith("**2 leads** are waiting for a call, **€2,000**")
    assert np.isnan(found.backlog_weeks)
    assert [key for key, _ in backlog(found, Language.EN)] == ["lead_list.backlog.no_time", "lead_list.backlog.added"]


def test_an_unknown_worth_is_not_named_and_a_single_week_is_no_mean() -> None:
    found = listed([True, False], [1], worth=float("nan"), new=1, weeks=0.3)
    assert read(calls(found, Language.EN)) == "**1 lead** to call this week."
    assert read(backlog(found, Language.EN)[1]) == "New MQLs in the last week: 1."


def test_nobody_to_call_is_said_without_numbers() -> None:
    found = listed([], [3])
    assert calls(found, Language.EN) == ("lead_list.answer.nothing", {})
    assert backlog(found, Language.EN) == []
