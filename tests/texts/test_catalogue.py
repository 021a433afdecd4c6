"""Sentences: placeholders, plural forms, and numbers written as the language writes them."""

from datetime import date

import pytest

from clm_core.errors import ClmError
from clm_core.texts import Language, texts_for


def test_plural_forms_are_chosen_by_count() -> None:
    german = texts_for(Language.DE)
    assert german("import_files.import_count", count=1) == "Eine Datei importieren"
    assert german("import_files.import_count", count=1234) == "1.234 Dateien importieren"


def test_whole_numbers_and_dates_are_written_in_the_language() -> None:
    english, german = texts_for(Language.EN), texts_for(Language.DE)
    values = {"start": date(2026, 2, 1), "end": date(2026, 1, 31)}
    assert "31 Jan 2026" in english("selection.period_reversed", **values)
    assert "31.01.2026" in german("selection.period_reversed", **values)


def test_a_number_with_decimals_must_be_formatted_by_whoever_knows_them() -> None:
    with pytest.raises(TypeError, match="format numbers"):
        texts_for(Language.EN)("selection.period_reversed", start=1.5, end=2)


def test_an_unknown_key_is_a_bug_and_an_error_is_a_sentence() -> None:
    german = texts_for(Language.DE)
    assert not german.has("no.such_key")
    with pytest.raises(KeyError):
        german("no.such_key")
    assert german.error(ClmError("data.nothing_loaded")).startswith("In diesem Arbeitsbereich")
