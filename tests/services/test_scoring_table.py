"""A model as tables: back as it was in both languages, and every mistake of a row named at once."""

from dataclasses import replace

import pandas as pd
import pytest

from clm_core.scoring_model import Decay, FitCriterion, FitTest
from clm_core.services.scoring_table import ModelTables, model_of_tables, model_tables
from clm_core.texts import Language, texts_for
from tests.analysis.scoring import scoring_worlds
from tests.test_scoring_model import MODEL

DE, EN = texts_for(Language.DE), texts_for(Language.EN)
_INDUSTRY, *_OTHERS = scoring_worlds.MODEL.fit
RICH = replace(
    scoring_worlds.MODEL, fit=(replace(_INDUSTRY, values=tuple(one.strip() for one in _INDUSTRY.values)), *_OTHERS)
)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("model", [MODEL, RICH])
def test_a_model_comes_back_from_its_tables(model, language: Language) -> None:
    found, problems = model_of_tables(model_tables(model, texts_for(language)), model, texts_for(language))
    assert problems == ()
    assert found == model


def test_numbers_are_read_as_the_language_writes_them() -> None:
    tables = model_tables(RICH, DE)
    assert "8,5" in tables.engagement["points"].tolist()
    changed = tables.groups.assign(half_life_days=["1.000,5", *tables.groups["half_life_days"][1:]])
    found, _ = model_of_tables(replace(tables, groups=changed), RICH, DE)
    assert found is not None
    assert found.groups[0].half_life_days == 1000.5


def test_a_group_without_decay_shows_no_half_life_and_keeps_its_own() -> None:
    lasting = replace(RICH, groups=(replace(RICH.groups[0], decay=Decay.NONE, half_life_days=7.0), *RICH.groups[1:]))
    tables = model_tables(lasting, EN)
    assert tables.groups["half_life_days"][0] == ""
    assert model_of_tables(tables, lasting, EN)[0] == lasting
    fading = tables.groups.assign(decay=["half_life", *tables.groups["decay"][1:]])
    found, _ = model_of_tables(replace(tables, groups=fading), lasting, EN)
    assert found is not None
    assert found.groups[0].half_life_days == 30


def test_new_rows_count_and_blank_ones_are_skipped() -> None:
    tables = model_tables(MODEL, EN)
    new = pd.DataFrame(
        [
            {"field": "country", "test": "is_one_of", "values": "DE; AT ", "points": "7"},
            {"field": None, "test": "is_one_of", "values": float("nan"), "points": ""},
        ]
    )
    found, problems = model_of_tables(replace(tables, fit=pd.concat([tables.fit, new])), MODEL, EN)
    assert problems == ()
    assert found is not None
    assert found.fit == (
        *MODEL.fit,
        FitCriterion(field="country", test=FitTest.IS_ONE_OF, values=("DE", "AT"), points=7),
    )
    assert (found.mql_points, found.mql_cells) == (MODEL.mql_points, MODEL.mql_cells)


def test_every_mistake_is_named_with_its_row() -> None:
    tables = model_tables(MODEL, DE)
    fit = tables.fit.assign(points=["viele", "1.5", "-5"])
    groups = tables.groups.assign(half_life_days=["0", ""])
    found, problems = model_of_tables(replace(tables, fit=fit, groups=groups), MODEL, DE)
    assert found is None
    assert [(one.sheet, one.row) for one in problems] == [("fit", 1), ("fit", 2), ("groups", 1)]
    assert problems[2].reason == "scoring.half_life_outside"


def test_what_does_not_fit_together_is_refused_whole() -> None:
    tables = model_tables(MODEL, DE)
    lonely = ModelTables(fit=tables.fit, engagement=tables.engagement, groups=tables.groups.iloc[:1])
    found, problems = model_of_tables(lonely, MODEL, DE)
    assert found is None
    assert [one.reason for one in problems] == ["scoring.unknown_group"]


def test_our_own_groups_are_shown_in_the_readers_language() -> None:
    tables = model_tables(MODEL, DE)
    assert tables.groups["name"].tolist() == ["Kaufabsicht", "Spricht dagegen"]
    assert tables.engagement["group"].tolist() == ["intent", "doubt"]


def test_values_that_hold_the_separator_stay_one_value() -> None:
    values = ("Bau; Handwerk", '"Alte" Post; Bonn', '"x', "a\nb", "DE")
    model = replace(MODEL, fit=(FitCriterion(field="industry", values=values, points=5),))
    found, problems = model_of_tables(model_tables(model, DE), model, DE)
    assert problems == ()
    assert found == model


def test_a_number_beyond_all_bounds_is_named_with_its_row() -> None:
    tables = model_tables(MODEL, DE)
    endless = "9" * 400
    groups = tables.groups.assign(window_days=[endless, ""])
    found, problems = model_of_tables(replace(tables, groups=groups), MODEL, DE)
    assert found is None
    assert [(one.sheet, one.row, one.reason) for one in problems] == [("groups", 1, "formats.not_a_decimal")]
