"""The command of targets, in sentences and as JSON."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Outcome, Run
from tests.target_company import make_plan_company

QUARTER = ("--target-from", "2026-04-01", "--target-to", "2026-06-30")


@pytest.fixture
def firm(run: Run, home: Path) -> Callable[..., Outcome]:
    slug = make_plan_company(home)
    return lambda *arguments: run("targets", "--workspace", slug, *arguments)


def test_sentences_and_json_say_the_same(firm: Run) -> None:
    said = firm(*QUARTER, "--revenue", 300_000).out
    assert "With these promises the target of €300k by 30 Jun 2026" in said
    assert "New MQLs a week" in said
    plain = firm(*QUARTER, "--revenue", 300_000, "--json").data
    assert plain["summary"][0] in said
    chain = {row["stage"]: row["exact"] for row in plain["chain"] if not row["group"]}
    assert chain["won"] == pytest.approx(30.0)
    assert sum(row["revenue"] for row in plain["sources"]) == pytest.approx(plain["chance"]["expected"])
    assert plain["plan"]["target"]["period"] == {"start_on": "2026-04-01", "end_on": "2026-06-30"}


def test_promises_and_rates_are_taken_as_typed(firm: Run) -> None:
    usual = firm(*QUARTER, "--revenue", 250_000, "--json").data
    more = firm(
        *QUARTER, "--revenue", 250_000, "--promise", "mqls_per_week=20", "--promise", "first_contact=0.9/4", "--json"
    ).data
    assert more["chance"]["chance"] > usual["chance"]["chance"]
    promises = {one["kind"]: one for one in more["plan"]["promises"]}
    assert promises["mqls_per_week"]["level"] == 20.0
    assert (promises["first_contact"]["level"], promises["first_contact"]["within"]) == (0.9, 4.0)
    typed = firm(*QUARTER, "--rate", "mql_to_sql=0.25", "--json").data
    rates = {row["link"]: row for row in typed["rates"] if not row["group"]}
    assert (rates["mql_to_sql"]["rate"], rates["mql_to_sql"]["is_typed"]) == (0.25, True)


def test_what_cannot_be_is_told_in_words(firm: Run) -> None:
    for arguments, words in (
        (("--target-from", "2026-04-01"), "both ends"),
        (("--target-from", "2026-01-01", "--target-to", "2026-03-31"), "wholly in the past"),
        ((*QUARTER, "--rate", "mql_to_sql=1.5"), "lies above 0"),
        ((*QUARTER, "--rate", "mql=0.5"), "lead_to_mql"),
        ((*QUARTER, "--promise", "speed=0.5"), "mqls_per_week"),
        ((*QUARTER, "--promise", "mql_quality=half"), "half"),
        ((*QUARTER, "--promise", "attempts=0.8/5/nan"), "“nan” is not a number"),
        ((*QUARTER, "--promise", "attempts=0.8/5/inf"), "“inf” is not a number"),
        ((*QUARTER, "--revenue", "-5"), "above 0"),
        ((*QUARTER, "--channel", "email"), "no won deal"),
    ):
        found = firm(*arguments)
        assert found.code == 1
        assert words in found.err


def test_a_rate_next_to_nothing_asks_for_more_than_there_is_and_breaks_nothing(firm: Run) -> None:
    found = firm(*QUARTER, "--rate", "mql_to_sql=1e-300", "--json").data
    chain = {row["stage"]: row["count"] for row in found["chain"] if not row["group"]}
    assert chain["lead"] == pytest.approx(1e15)
    assert chain["sql"] < 1000
    parts = [row["count"] for row in found["chain"] if row["group"] and row["stage"] == "lead"]
    assert sum(parts) == chain["lead"]


def test_few_days_are_said_to_be_few_not_that_nobody_ever_came_on(tiny: Run) -> None:
    found = tiny("targets")
    assert found.code == 1
    assert "On the days that the data cover fully, no lead has become an MQL" in found.err
