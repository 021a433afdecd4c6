"""On which curve a plan hangs, in words and as the rows worth showing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.budget_plan.plan_risk import wrong_curves
from clm_core.budget_columns import WRONG_CURVES
from clm_core.budget_plan import FixedBudget
from clm_core.columns import typed_frame
from clm_core.errors import ClmError
from clm_core.response_curves import ResponseOutcome
from clm_core.selection import Period, Selection
from clm_core.services.budget_plan import PlanBase, PlanTerms, best_plan, first_limits, plan_base, question_of
from clm_core.services.budget_risk import at_risk, plan_risk, risk_in_words
from clm_core.services.workspaces import open_workspace
from clm_core.texts import Language, texts_for
from tests.budget_company import make_budget_company

ALL = Selection(period=Period(start_on=date(2024, 1, 1), end_on=date(2025, 12, 31)))
DE, EN = texts_for(Language.DE), texts_for(Language.EN)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlanBase]:
    home: Path = tmp_path_factory.mktemp("risk")
    store = open_workspace(home, make_budget_company(home))
    yield plan_base(store, ALL, PlanTerms(outcome=ResponseOutcome.LEADS, periods=10))
    store.close()


def row(channel: str, *, is_higher: bool = False, factor: float = 0.6, loss: float = 0.0) -> dict[str, object]:
    return {"channel": channel, "is_higher": is_higher, "factor": factor, "amount": 4_000.0, "moved": 900.0,
            "outcome": 200.0, "loss": loss}  # fmt: skip


def rows(*given: dict[str, object]) -> pd.DataFrame:
    return typed_frame(pd.DataFrame(list(given)), WRONG_CURVES)


def test_the_rows_that_cost_most_come_first_and_those_that_cost_nothing_not_at_all() -> None:
    known = rows(row("email", loss=0.1), row("display", loss=3.0), row("paid_search", is_higher=True, loss=9.0))
    assert list(at_risk(known)["channel"]) == ["paid_search", "display"]


def test_the_sentence_names_the_curve_the_plan_hangs_on(base: PlanBase) -> None:
    lower = rows(row("email", loss=5.0), row("display", loss=12.6))
    assert "hängt der Plan am Kanal **Display**" in risk_in_words(base, lower, DE, {})
    assert "untere Ende seines Bereichs (40\u00a0% weniger), verschenkt dieser Plan 12,6 Leads (6,3" in risk_in_words(
        base, lower, DE, {}
    )
    higher = rows(row("email", is_higher=True, factor=1.5, loss=50.0))
    said = risk_in_words(base, higher, EN, {"email": "Newsletter"})
    assert "hangs most on **Newsletter**" in said
    assert "(50% more), this plan gives away 50 leads (25.0%)" in said
    assert "Der Plan hält" in risk_in_words(base, rows(row("email", loss=0.01)), DE, {})


def test_the_rows_are_those_of_the_analysis_for_the_amounts_that_were_asked(base: PlanBase) -> None:
    asked = question_of(base)
    amounts = tuple(float(one) for one in base.today)
    done: list[float] = []
    found = plan_risk(base, (asked, amounts), on_progress=done.append)
    pd.testing.assert_frame_equal(found, wrong_curves(base.returns, asked, np.array(amounts)))
    assert len(done) == 2 * len(base.channels)
    best = best_plan(base, question_of(base)).best
    of_best = plan_risk(base, (asked, tuple(float(one) for one in best.amounts)))
    assert of_best["loss"].sum() < found["loss"].sum(), "the best plan gives away less than today's split"


def test_amounts_that_the_limits_do_not_allow_are_refused(base: PlanBase) -> None:
    question = replace(question_of(base), goal=FixedBudget(amount=base.budget_today))
    limited = replace(question, limits=first_limits(base, 0.3))
    with pytest.raises(ClmError):
        plan_risk(base, (limited, tuple(0.1 * float(one) for one in base.today)))
