"""The first page says what the small company's numbers say: 40 leads, 8 won deals of 10 000 euros, 100 a month."""

from pathlib import Path

import pytest

from clm_core.services.data import change_setting
from clm_core.services.workspaces import open_workspace
from tests.pages.conftest import OpenApp

WHOLE_TIME = {"from": "2024-01-01", "to": "2025-12-31", "compare": "none"}


def metric(app, label: str) -> str:
    return next(one.value for one in app.metric if one.label == label)


@pytest.mark.parametrize(
    ("language", "labels", "shown"),
    [
        ("de", ("Leads", "Abschlüsse", "Umsatz", "Ausgaben"), ("40", "8", "80,0 Tsd. €", "7.500 €")),
        ("en", ("Leads", "Won deals", "Revenue", "Spend"), ("40", "8", "€80.0k", "€7,500")),
    ],
)
def test_headline_numbers_are_those_of_the_company(
    open_app: OpenApp, company: Path, language: str, labels: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    app = open_app("overview/overview.py", language=language, **WHOLE_TIME)
    assert [metric(app, label).replace("\u00a0", " ") for label in labels] == list(shown)


def test_roi_is_on_margin_once_a_margin_is_set(open_app: OpenApp, company: Path) -> None:
    app = open_app("overview/overview.py", **WHOLE_TIME)
    # (80 000 − 7 500) ÷ 7 500 on revenue; 30 % margin leaves (24 000 − 7 500) ÷ 7 500.
    assert metric(app, "ROI").replace("\u00a0", " ") == "967 %"
    store = open_workspace(company, "testfirma")
    change_setting(store, "margin_share", 0.3)
    store.close()
    app = open_app("overview/overview.py", **WHOLE_TIME)
    assert metric(app, "ROI").replace("\u00a0", " ") == "220 %"


def test_without_a_margin_the_next_step_is_to_set_one(open_app: OpenApp, company: Path) -> None:
    app = open_app("overview/overview.py", **WHOLE_TIME)
    links = [one.proto.label for one in app.get("page_link")]
    assert any(label.startswith("Margenanteil eintragen") for label in links)


def test_the_model_is_offered_where_it_makes_a_difference(open_app: OpenApp, company: Path) -> None:
    whole = open_app("overview/overview.py", language="en", **WHOLE_TIME)
    assert not any(one.label == "Model" for one in whole.selectbox)
    narrowed = open_app("overview/overview.py", language="en", channel="paid_search", model="linear", **WHOLE_TIME)
    assert next(one for one in narrowed.selectbox if one.label == "Model").value == "linear"
    assert metric(narrowed, "Revenue") == "€30.0k"


def test_spend_stands_beside_what_it_led_to(open_app: OpenApp, company: Path) -> None:
    app = open_app("overview/overview.py", language="en", time="maturity", **WHOLE_TIME)
    assert any("has returned" in one.value for one in app.markdown)
