"""Journeys of a selection on the small company with known ones, and what their parts add up to."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clm_core.journey_options import ConversionKind, JourneyEnding, JourneyEntity, JourneyOptions
from clm_core.selection import Period, Segment, SegmentField, Selection
from clm_core.services.journeys import (
    PathForm,
    contents_view,
    journeys_view,
    path_conversions,
    paths_view,
    steps_view,
)
from clm_core.services.workspaces import Store, open_workspace
from tests.pages.journey_company import EVIL_CONTENT, LOST, WON, add_journeys
from tests.small_company import make_company

SPRING = Selection(period=Period(start_on=date(2025, 3, 15), end_on=date(2025, 4, 30)))
WHOLE = Selection(period=Period(start_on=date(2024, 1, 1), end_on=date(2025, 12, 31)))
OPTIONS = JourneyOptions()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Store:
    home = tmp_path_factory.mktemp("journeys")
    make_company(home)
    add_journeys(home)
    return open_workspace(home, "testfirma")


def test_a_known_spring(company: Store) -> None:
    """All begin at the fair and end with sales; the e-mail stands between."""
    view = journeys_view(company, SPRING)
    assert (view.converted_count, view.touches.median) == (WON, 3)
    assert view.days.median == pytest.approx(30 + 22 / 24, abs=0.01), "closed at the end of the day in Berlin"
    assert (view.first_channel, view.first_share, view.last_channel, view.last_share) == ("events", 1, "field_sales", 1)
    roles = view.roles.set_index("channel")
    assert roles.loc["email", ["opens", "helps", "closes"]].tolist() == [0, WON, 0]
    assert view.cut_off_share == 0


@pytest.mark.parametrize("entity", list(JourneyEntity))
@pytest.mark.parametrize("form", list(PathForm))
def test_paths_add_up_to_the_journeys(company: Store, entity: JourneyEntity, form: PathForm) -> None:
    options = JourneyOptions(entity=entity)
    view, paths = journeys_view(company, WHOLE, options), paths_view(company, WHOLE, options, form)
    assert paths["converted"].sum() == view.converted_count
    assert paths["non_conversions"].sum() == view.non_conversions
    found = [path_conversions(company, WHOLE, options, form, path) for path in paths["path"]]
    assert [len(one) for one in found] == paths["converted"].tolist()
    assert sum(one["conversion_value"].sum() for one in found) == pytest.approx(paths["conversion_value"].sum())


def test_behind_a_path_stand_its_deals(company: Store) -> None:
    path = "events > email > field_sales"
    found = path_conversions(company, SPRING, OPTIONS, PathForm.WHOLE, path)
    assert sorted(found["name"]) == sorted(f"=Journey {one}" for one in range(WON))
    assert found["touch_count"].tolist() == [3] * WON
    assert path_conversions(company, SPRING, OPTIONS, PathForm.ENDS, path).empty, "another form has other paths"


def test_people_stand_behind_the_paths_of_stages(company: Store) -> None:
    leads = JourneyOptions(conversion=ConversionKind.LEAD, entity=JourneyEntity.CONTACT)
    path = str(paths_view(company, WHOLE, leads, PathForm.ENDS)["path"].iloc[0])
    found = path_conversions(company, WHOLE, leads, PathForm.ENDS, path)
    assert set(found["subject"]) == {"contact"}
    assert found["name"].str.endswith("@example.org").all()


def test_chosen_channels_keep_the_journeys_that_touch_them(company: Store) -> None:
    mail = replace(SPRING, channels=("email",))
    everything, narrowed = journeys_view(company, SPRING), journeys_view(company, mail)
    assert (narrowed.converted_count, narrowed.non_conversions) == (WON, 1), (
        "one lead of the small company came by e-mail"
    )
    assert everything.non_conversions >= LOST
    assert len(path_conversions(company, mail, OPTIONS, PathForm.ENDS, "events > field_sales")) == WON
    nothing = journeys_view(company, replace(SPRING, channels=("display",)))
    assert (nothing.converted_count, nothing.first_channel) == (0, "")


def test_steps_are_those_of_the_journeys(company: Store) -> None:
    found = steps_view(company, SPRING, OPTIONS, 3, True)
    assert found.nodes[["step", "channel", "journeys"]].to_numpy().tolist() == [
        [1, "events", WON],
        [2, "email", WON],
        [3, "field_sales", WON],
    ]


def test_contents_of_won_beside_lost_deals_and_beside_no_deal(company: Store) -> None:
    lost = contents_view(company, SPRING, OPTIONS, JourneyEnding.LOST_DEAL).set_index("item")
    assert lost.loc[EVIL_CONTENT, ["won", "won_base", "lost", "lost_base"]].tolist() == [WON, WON, 0, LOST]
    assert lost.loc["Fair 2025", ["won", "lost", "channel"]].tolist() == [WON, LOST, "events"]
    none = contents_view(company, SPRING, OPTIONS, JourneyEnding.NONE).set_index("item")
    assert none.loc["Fair 2025", "lost"] == LOST, "whoever lost a deal has not converted either"


def test_a_segment_without_anybody_has_no_journeys(company: Store) -> None:
    nobody = replace(SPRING, segment=Segment(field=SegmentField.COUNTRY, values=("XX",)))
    view = journeys_view(company, nobody)
    assert (view.converted_count, view.non_conversions, len(view.roles)) == (0, 0, 0)
    assert paths_view(company, nobody, OPTIONS, PathForm.ENDS).empty
    assert contents_view(company, nobody, OPTIONS, JourneyEnding.LOST_DEAL).empty


def test_the_company_is_where_it_was_made(company: Store, tmp_path: Path) -> None:
    """Journeys of another workspace are its own."""
    make_company(tmp_path)
    other = open_workspace(tmp_path, "testfirma")
    assert journeys_view(other, WHOLE).converted_count != journeys_view(company, WHOLE).converted_count
    other.close()
