"""The report says what the pages say, leaves out what was not asked for, and says what it cannot compute."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from clm_core.decisions import Action, Decision, ExpectedEffect, Measure
from clm_core.errors import ClmError
from clm_core.exports.report import Picture, Sentence, Tone, WordTable
from clm_core.services.agreements import new_draft
from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.decisions import decide
from clm_core.services.report import SECTIONS, meeting_report, printed_report
from clm_core.services.workspaces import Store, open_workspace
from clm_core.texts import Language, texts_for
from tests.budget_company import make_budget_company
from tests.exports.live_agreement import target_plan
from tests.services.conftest import QUARTER
from tests.services.test_budget_plan import ALL
from tests.tiny_company import import_text

DE, EN = texts_for(Language.DE), texts_for(Language.EN)
DECISION = Decision(
    title="Less display", action=Action.PAUSE, owner="Anna", takes_effect_on=date(2026, 1, 5),
    check_on=date(2026, 3, 2), effect=ExpectedEffect(measure=Measure.LEADS, change=10.0),
)  # fmt: skip
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def section(report, name: str):
    return next(one for one in report.sections if one.name == name)


def tables(one) -> list[WordTable]:
    return [block for block in one.blocks if isinstance(block, WordTable)]


def test_the_channels_are_those_of_the_page(tiny: Store) -> None:
    found = section(meeting_report(tiny, QUARTER, EN, wanted=("channels",)), "channels")
    now = channel_roi_view(tiny, QUARTER).now
    rows = tables(found)[0].rows
    assert len(rows) == len(now.channels) + 1
    fair = next(row for row in rows if row[0] == "Events and trade fairs")
    assert fair[1] == "€1,000"
    assert fair[3] == "1"
    assert rows[-1][0] == "All channels"
    assert rows[-1][1] == "€1,500"
    assert any(isinstance(block, Picture) for block in found.blocks)


def test_the_model_range_has_the_chosen_model_inside(tiny: Store) -> None:
    found = section(meeting_report(tiny, QUARTER, EN, wanted=("channels",)), "channels")
    for row in tables(found)[0].rows:
        if row[-1] == "–":
            continue
        low, high = (float(end.replace("−", "-").rstrip("%").replace(",", "")) for end in row[-1].split(" to "))
        assert low <= float(row[4].replace("−", "-").rstrip("%").replace(",", "")) <= high


def test_the_findings_are_what_the_sections_answer(tiny: Store) -> None:
    report = meeting_report(tiny, QUARTER, DE, at=AT)
    leads = [
        block.text
        for one in report.sections[1:]
        for block in one.blocks
        if isinstance(block, Sentence) and block.tone is Tone.LEAD
    ]
    assert list(report.sections[0].blocks[0].lines) == leads
    assert len(leads) >= 3
    assert report.facts[-1] == ("Erstellt", "04.05.2026, 09:30 UTC")
    assert report.subtitle.startswith("Tiny · ")


def test_a_section_that_cannot_be_computed_says_why(tiny: Store) -> None:
    """The tiny company's few weeks carry no curves, so there is no plan."""
    found = section(meeting_report(tiny, QUARTER, EN, wanted=("budget",)), "budget")
    assert [block.tone for block in found.blocks] == [Tone.HINT]


def test_only_what_was_asked_for_in_the_fixed_order(tiny: Store) -> None:
    report = meeting_report(tiny, QUARTER, EN, wanted=("assumptions", "funnel"))
    assert [one.name for one in report.sections] == ["findings", "funnel", "assumptions"]


def test_progress_only_grows_and_reaches_the_end(tiny: Store) -> None:
    shares: list[float] = []
    meeting_report(tiny, QUARTER, EN, on_progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) > len(SECTIONS)
    assert shares[-1] <= 1


def test_an_empty_workspace_is_an_error(store: Store) -> None:
    with pytest.raises(ClmError):
        meeting_report(store, QUARTER, DE)


def test_names_from_files_stay_text_in_both_files(tiny: Store) -> None:
    name = "<script>alert(1)</script> ![x](http://evil.example/a.png)"
    import_text(tiny, "more.csv", f'Day,Channel,Campaign,Cost,Currency\n2026-03-10,"{name}",Brand,100.00,EUR\n')
    looked_at = replace(QUARTER, campaigns=())
    made = printed_report(tiny, looked_at, EN, ("channels",), AT, lambda _share: None)
    page = made.html.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert made.pdf.startswith(b"%PDF-")


@pytest.fixture
def firm(home: Path) -> Iterator[Store]:
    opened = open_workspace(home, make_budget_company(home))
    yield opened
    opened.close()


def test_without_a_saved_plan_the_best_one_is_shown(firm: Store) -> None:
    found = section(meeting_report(firm, ALL, EN, wanted=("budget",)), "budget")
    assert any("No scenario has been saved" in block.text for block in found.blocks if isinstance(block, Sentence))
    assert len(tables(found)[0].rows) == 3


def test_without_an_agreement_a_proposal_is_said_to_be_one(firm: Store) -> None:
    report = meeting_report(firm, ALL, EN, wanted=("targets", "progress", "decisions"))
    assert [one.name for one in report.sections if one.name != "findings"] == ["targets"]
    said = [block.text for block in section(report, "targets").blocks if isinstance(block, Sentence)]
    assert any("Nothing has been agreed yet" in text or block_is_reason(text) for text in said)


def block_is_reason(text: str) -> bool:
    """Where the data carry no proposal either, the report says what is missing."""
    return text in {EN(f"target_plan.{key}") for key in ("no_history",)} | {
        EN(f"target_plan.stage_not_reached.{link}") for link in ("lead_to_mql", "mql_to_sql", "sql_to_opportunity")
    }


def test_what_was_agreed_and_decided_is_told(firm: Store) -> None:
    new_draft(firm, target_plan(), name="Spring", actor="Anna")
    decide(firm, DECISION)
    report = meeting_report(firm, ALL, EN, wanted=("targets", "decisions"))
    promises = tables(section(report, "targets"))[0]
    assert [row[1] for row in promises.rows] == ["New MQLs a week", "First contact", "Attempts"]
    assert promises.rows[0][2] == "=Messe; Köln"
    decisions = tables(section(report, "decisions"))[0]
    assert decisions.rows[0][:2] == ("Less display", "Anna")
    assert "+10" in decisions.rows[0][3]
