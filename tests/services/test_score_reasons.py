"""A score in sentences, of the tiny company's leads."""

from dataclasses import replace
from datetime import date

import pytest

from clm_core.errors import ClmError
from clm_core.records import RecordType, TouchpointKind
from clm_core.scoring_model import Decay, EngagementCriterion, EngagementGroup, FitCriterion, ScoringModel
from clm_core.services.data import loop_data
from clm_core.services.score_reasons import score_reasons, signed
from clm_core.services.scoring import lead_scores
from clm_core.services.workspaces import Store
from clm_core.texts import Language, texts_for
from tests.tiny_company import import_text

TOUCHES = """Time,Contact ID,Kind,Channel,Team
2026-03-10 10:00,c2,pricing page,Paid search,
2026-03-13 10:00,c2,pricing page,Paid search,
2026-03-16 10:00,c2,download,Paid search,
2025-01-01 10:00,c2,visit,Paid search,
"""
MODEL = ScoringModel(
    fit=(
        FitCriterion(field="country", values=("AT", "CH"), points=10),
        FitCriterion(field="job_title", values=("x",), points=99),
        FitCriterion(field="company", values=("bolt",), points=-4.5, name="No <b>bolts</b>"),
    ),
    engagement=(
        EngagementCriterion(group="intent", kinds=(TouchpointKind.PRICING_PAGE,), points=20),
        EngagementCriterion(group="content", kinds=(TouchpointKind.DOWNLOAD,), points=8),
        EngagementCriterion(group="old", kinds=(TouchpointKind.VISIT,), points=5),
    ),
    groups=(
        EngagementGroup(name="intent", half_life_days=3, cap_points=12),
        EngagementGroup(name="content", decay=Decay.NONE),
        EngagementGroup(name="old", half_life_days=1),
    ),
    mql_points=20,
    sql_points=30,
)
DAY = date(2026, 3, 16)


@pytest.fixture
def touched(tiny: Store) -> Store:
    import_text(tiny, "touches.csv", TOUCHES, record_type=RecordType.TOUCHPOINTS)
    return tiny


def key_of(store: Store, contact_id: str) -> int:
    contacts = loop_data(store).contacts
    return int(contacts.loc[contacts["contact_id"] == contact_id, "contact_key"].iloc[0])


def test_every_criterion_is_a_sentence(touched: Store) -> None:
    found = score_reasons(touched, MODEL, key_of(touched, "c2"), texts_for(Language.EN), DAY)
    # 20 × ½ + 20 × ¼ = 15, of which the group keeps 12.
    assert found.rows["sentence"].tolist() == [
        "+40 Pricing page, 2 times, last 3 days ago, −25 faded",
        "+10 Country: AT",
        "+8 Download today",
        "−4.5 No <b>bolts</b>",
        "−3 Cap of the group Buying intent (12)",
    ]
    assert found.rows["points"].tolist() == pytest.approx([15, 10, 8, -4.5, -3])
    assert (found.fit_points, found.engagement_points) == (5.5, pytest.approx(20))


def test_in_german(touched: Store) -> None:
    found = score_reasons(touched, MODEL, key_of(touched, "c2"), texts_for(Language.DE), DAY)
    assert found.rows["sentence"].tolist()[0].endswith("zuletzt vor 3 Tagen, −25 Abklingen")
    assert "−4,5 No <b>bolts</b>" in found.rows["sentence"].tolist()


def test_the_reasons_sum_to_the_score(touched: Store) -> None:
    model = replace(MODEL, engagement_cap_points=15)
    for row in lead_scores(touched, model, DAY).to_dict("records"):
        found = score_reasons(touched, model, int(row["contact_key"]), texts_for(Language.EN), DAY)
        assert found.score == pytest.approx(row["score"])
        assert found.rows["points"].sum() == pytest.approx(row["score"], abs=0.05 * len(MODEL.engagement))
    with pytest.raises(ClmError, match=r"scoring\.no_lead"):
        score_reasons(touched, model, 999, texts_for(Language.EN), DAY)


def test_points_have_their_sign() -> None:
    written = [signed(points, texts_for(Language.DE)) for points in (20, -6.5, 0, 1999.96)]
    assert written == ["+20", "−6,5", "+0", "+2.000"]
