"""Charts of progress: lines as computed, events on their days, every week with a sign beside its colour."""

from datetime import date

import numpy as np
import pytest

from clm_core.analysis.promises.weeks import last_weeks, promise_weeks
from clm_core.charts.palette import Mode
from clm_core.charts.progress import Mark, pacing_curve, promise_strip
from clm_core.targets import Promise, PromiseKind
from clm_core.texts import Language
from tests.analysis.promises.invented_promises import invented_facts
from tests.analysis.test_pacing import paced
from tests.charts.gallery import reader

SEEN = reader(Language.DE, Mode.LIGHT)
CONTACT = Promise(kind=PromiseKind.FIRST_CONTACT, level=0.5, within=24)


def test_the_curve_holds_plan_actual_and_projection() -> None:
    found = paced(500.0)
    specification = pacing_curve(found.curve, SEEN, is_money=False)
    rows = specification["data"]["values"]
    assert len(rows) == 100
    assert (rows[39]["actual"], rows[39]["actual_text"]) == (160.0, "160")
    assert rows[40]["actual"] is None
    assert rows[-1]["projected"] == pytest.approx(400.0)
    assert rows[-1]["range_text"] == f"{SEEN.number(found.projected_low)} – {SEEN.number(found.projected_high)}"
    lines = [layer["encoding"]["y"]["field"] for layer in specification["layer"] if "y" in layer["encoding"]]
    assert lines == ["projected_low", "planned", "projected", "actual"]


def test_events_of_one_day_share_a_line_and_others_are_left_out() -> None:
    curve = paced(500.0).curve
    day = curve["day"].iloc[10].date()
    marks = [Mark(on=day, label="a"), Mark(on=day, label="b"), Mark(on=date(2020, 1, 1), label="c")]
    layers = pacing_curve(curve, SEEN, is_money=True, marks=marks)["layer"]
    marked = [layer["data"]["values"] for layer in layers if "data" in layer]
    assert [[row["label"] for row in rows] for rows in marked] == [["a · b"], ["a · b"]]
    assert not [layer for layer in pacing_curve(curve, SEEN, is_money=True)["layer"] if "data" in layer]


def test_every_week_has_a_sign_and_those_before_the_period_are_pale() -> None:
    facts = invented_facts(1)
    weeks = promise_weeks(facts, CONTACT, last_weeks(facts, 6))
    begin = weeks["week"].iloc[3].date()
    names = {str(CONTACT.kind): "Erster Kontakt|50 %"}
    values = [f"{place}" for place in range(len(weeks))]
    specification = promise_strip(weeks, SEEN, names=names, weeks_from=begin, values=values)
    cells = specification["data"]["values"]
    signs = {"kept": "✓", "missed": "✕", "too_early": "…", "nothing": "–"}
    assert [cell["symbol"] for cell in cells] == [signs[status] for status in weeks["status"]]
    assert [cell["strength"] for cell in cells] == [0.45] * 3 + [1.0] * 3
    assert cells[0]["name"] == "Erster Kontakt: 50 %"
    scale = specification["layer"][0]["encoding"]["color"]["scale"]
    assert len(scale["domain"]) == len(scale["range"]) == 4
    assert np.unique(scale["range"]).size == 4
