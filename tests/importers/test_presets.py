"""Every vendor's export is recognised without help, in both languages, and gives exactly its rows."""

from functools import cache

import pandas as pd
import pytest

from clm_core.columns import fact_dtypes
from clm_core.importers.mapping_fields import mapping_fields
from clm_core.importers.presets import PRESETS, best_preset
from clm_core.importers.recognition import RecognisedTable
from clm_core.records import MICROS, RecordType
from clm_core.texts import Language, texts_for
from tests.importers.preset_files import PRESET_FILES, PresetFile
from tests.importers.recognising import only_table, recognised

_FILE_BY_NAME = {file.file_name: file for file in PRESET_FILES}


@cache
def _table(file_name: str) -> RecognisedTable:
    return only_table(recognised(_FILE_BY_NAME[file_name].content, file_name))


_FILES = pytest.mark.parametrize("file", PRESET_FILES, ids=lambda file: file.file_name)


def _texts(values: pd.Series) -> tuple[str, ...]:
    if str(values.dtype).startswith("datetime64"):
        values = values.dt.strftime("%Y-%m-%d")
    return tuple("" if pd.isna(value) else str(value) for value in values)


@_FILES
def test_a_known_export_needs_no_answer(file: PresetFile) -> None:
    table = _table(file.file_name)
    assert table.preset == file.preset
    assert table.questions == ()
    assert {kind: len(rows) for kind, rows in table.rows.items()} == dict(file.counts)


@_FILES
def test_rows_are_fact_frames_with_the_values_of_the_file(file: PresetFile) -> None:
    table = _table(file.file_name)
    for record_type, rows in table.rows.items():
        assert {name: str(dtype) for name, dtype in rows.dtypes.items()} == fact_dtypes(record_type)
    main = table.rows[PRESETS[file.preset].record_type]
    for name, values in file.values.items():
        assert _texts(main[name]) == values, name


@pytest.mark.parametrize(
    "file", [file for file in PRESET_FILES if file.spend is not None], ids=lambda file: file.file_name
)
def test_spend_is_the_sum_of_the_rows_without_totals(file: PresetFile) -> None:
    table = _table(file.file_name)
    assert file.spend is not None
    assert table.rows[RecordType.SPEND]["spend_micros"].sum() == round(file.spend * MICROS)


@pytest.mark.parametrize("file", [file for file in PRESET_FILES if file.stages], ids=lambda file: file.file_name)
def test_stages_have_the_moments_of_the_file(file: PresetFile) -> None:
    stages = _table(file.file_name).rows[RecordType.STAGES]
    moments = stages["entered_at"].dt.strftime("%Y-%m-%d %H:%M")
    assert file.stages is not None
    assert sorted(zip(stages["contact_id"], stages["stage"], moments, strict=True)) == sorted(file.stages)


@_FILES
def test_what_is_found_is_said_in_both_languages(file: PresetFile) -> None:
    table = _table(file.file_name)
    for language in Language:
        texts = texts_for(language)
        assert texts(f"importing.preset.{file.preset}")
        for finding in table.findings:
            assert texts(finding.key, **finding.values)
        for problem in table.problems:
            assert texts(problem.reason, **{"column": problem.column, "value": problem.value, **problem.values})


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_maps_to_fields_that_exist_and_knows_its_own_signature(name: str) -> None:
    preset = PRESETS[name]
    assert set(preset.fields) <= set(mapping_fields(preset.record_type))
    known = preset.known_headings()
    assert all(group & known for group in preset.signature)
    assert texts_for(Language.DE).has(f"importing.preset.{name}")


def test_every_preset_has_a_file_that_proves_it() -> None:
    # Interfaces without files here are proven by the warehouse tables of test_recognition_real_data;
    # the other templates by filling them in (tests/exports/test_templates).
    proven = {file.preset for file in PRESET_FILES}
    elsewhere = {"meta_ads_api", "linkedin_ads_api", "own_spend", "own_contacts", "own_touchpoints", "own_deals"}
    assert proven | elsewhere == set(PRESETS)


@pytest.mark.parametrize(
    "headings",
    [
        ("Day", "Campaign", "Cost / conv.", "Clicks", "Campaign type"),
        ("Day", "Campaign", "Budget", "Clicks", "Campaign type"),
        ("Tag", "Kampagne", "Kosten/Conv.", "Klicks", "Kampagnentyp"),
    ],
)
def test_headings_are_matched_exactly(headings: tuple[str, ...]) -> None:
    assert best_preset(headings) is None


def test_cost_per_conversion_is_never_cost() -> None:
    mapping = PRESETS["google_ads"].mapping(("Day", "Campaign", "Cost / conv.", "All conv.", "Cost", "Conversions"))
    assert mapping == {
        "Day": "day",
        "Campaign": "campaign",
        "Cost": "spend_micros",
        "Conversions": "claimed_conversions",
    }


def test_the_accounts_own_cost_goes_before_the_converted_one() -> None:
    mapping = PRESETS["google_ads"].mapping(("Tag", "Kosten (umgerechnete Währung)", "Kosten"))
    assert mapping == {"Tag": "day", "Kosten": "spend_micros"}
