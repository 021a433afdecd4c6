"""Every chart: valid, every field there and used, words in the reader's language, few marks, drawn as a picture."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pytest
import vl_convert

from clm_core.charts.palette import INKS, Mode
from clm_core.charts.theme import look, sized
from clm_core.texts import Language, texts_for
from clm_core.texts.catalogue import catalogue
from tests.charts.gallery import channel_table, gallery, reader

ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts" / "charts"
NAMES = sorted(gallery(reader(Language.EN, Mode.LIGHT)))
DRAWN = {language: gallery(reader(language, Mode.LIGHT)) for language in Language}


def parts(node: object) -> Iterator[dict[str, Any]]:
    """Every object inside a specification, except its data."""
    if isinstance(node, dict):
        yield node
        for key, value in node.items():
            if key != "datasets":
                yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


def used_fields(specification: dict[str, Any]) -> set[str]:
    fields = {str(part["field"]) for part in parts(specification) if "field" in part}
    # What a click selects by need not be drawn.
    fields |= {str(name) for part in parts(specification) for name in part.get("fields", [])}
    return fields | set(re.findall(r"datum\.(\w+)", json.dumps(specification.get("layer", specification))))


def rows_of(specification: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in specification["datasets"].values() for row in rows]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", NAMES)
def test_the_specification_is_valid(name: str, language: Language) -> None:
    chart = alt.Chart.from_dict(DRAWN[language][name])
    assert chart.to_dict(validate=True)["$schema"].endswith(".json")


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_in_the_data_and_every_column_is_used(name: str) -> None:
    specification = DRAWN[Language.EN][name]
    columns = {column for row in rows_of(specification) for column in row}
    fields = used_fields(specification) - {"value"}
    assert fields == columns
    assert rows_of(specification)


@pytest.mark.parametrize("name", NAMES)
def test_few_marks(name: str) -> None:
    specification = DRAWN[Language.EN][name]
    layers = max(json.dumps(specification).count('"mark"'), 1)
    assert len(rows_of(specification)) * layers <= 2_000


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", NAMES)
def test_tooltips_and_axes_have_words_of_the_language(name: str, language: Language) -> None:
    texts = texts_for(language)
    known = {texts(key) for key in _plain_keys(language)}
    for part in parts(DRAWN[language][name]):
        for hint in part.get("tooltip", []) if isinstance(part.get("tooltip"), list) else []:
            assert hint["title"] in known
            assert hint["type"] == "nominal"
        title = part.get("title")
        if "field" in part and isinstance(title, str):
            assert title in known or "„" in title or "“" in title


def _plain_keys(language: Language) -> list[str]:
    return [key for key, text in catalogue(language).items() if key.startswith("charts.") and "{" not in str(text)]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_in_words_follow_the_language(name: str) -> None:
    german, english = (
        " ".join(
            str(value) for row in rows_of(DRAWN[language][name]) for value in row.values() if isinstance(value, str)
        )
        for language in (Language.DE, Language.EN)
    )
    assert not re.search(r"\d\.\d(?!\d)", german), "an English decimal point in a German chart"
    assert not re.search(r"\d,\d(?!\d\d)", english), "a German decimal comma in an English chart"
    assert german != english


def test_both_languages_carry_the_same_numbers() -> None:
    """Except where names stand (label_…): they are of different length."""
    for name in NAMES:
        numbers = [
            [
                value
                for row in rows_of(DRAWN[language][name])
                for field, value in row.items()
                if isinstance(value, int | float) and not field.startswith("label_")
            ]
            for language in Language
        ]
        assert sorted(numbers[0]) == sorted(numbers[1]), name


def test_letters_are_large_enough_to_be_read_from_the_back() -> None:
    for specification in DRAWN[Language.DE].values():
        sizes = [value for part in parts(specification) for key, value in part.items() if key.endswith("ontSize")]
        assert min(sizes) >= 13


def test_locale_separates_decimals_as_the_reader_does() -> None:
    for language, decimal in ((Language.DE, ","), (Language.EN, ".")):
        locale = DRAWN[language]["roi_trend"]["config"]["locale"]
        assert locale["number"]["decimal"] == decimal
        assert len(locale["time"]["shortMonths"]) == 12
    assert DRAWN[Language.DE]["roi_trend"]["config"]["locale"]["time"]["days"][0] == "Sonntag"
    assert DRAWN[Language.EN]["roi_trend"]["config"]["locale"]["time"]["months"][2] == "March"


def test_a_channel_has_one_colour_in_every_chart() -> None:
    seen = reader(Language.EN, Mode.LIGHT)
    wanted = seen.channel_colour("paid_search")
    assert wanted != seen.channel_colour("paid_social")
    for name in ("funnel_by_group", "channel_roi_bars", "cac_scatter", "roi_trend_channels"):
        label = seen.channel_label("paid_search")
        colours = {row["colour"] for row in rows_of(DRAWN[Language.EN][name]) if row.get("name") == label}
        assert colours == {wanted}, name


def test_the_users_own_channel_keeps_its_name() -> None:
    table = channel_table()
    table.loc[len(table)] = ["messe_sued", "Messe Süd", 27]
    seen = look(texts_for(Language.EN), Mode.LIGHT, "EUR", table)
    assert seen.channel_label("messe_sued") == "Messe Süd"


@pytest.mark.parametrize(("language", "mode"), [(Language.DE, Mode.LIGHT), (Language.EN, Mode.DARK)])
def test_pictures(language: Language, mode: Mode) -> None:
    """Drawn for people to look at: artefacts/charts/."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    for name, specification in gallery(reader(language, mode)).items():
        drawn = sized(specification, 900) | {"background": INKS[mode].ground, "padding": 16}
        picture = vl_convert.vegalite_to_png(drawn)
        assert picture.startswith(b"\x89PNG")
        assert len(picture) > 8_000, name
        (ARTEFACTS / f"{name}-{language}-{mode}.png").write_bytes(picture)


def test_axis_labels_are_money_as_the_language_writes_it() -> None:
    """The label expressions run in Vega, so they are checked on the drawn picture."""
    german, english = (_words(DRAWN[language]["spend_revenue"]) for language in (Language.DE, Language.EN))
    assert "300\u00a0Tsd.\u00a0€" in german
    assert "0\u00a0€" in german
    assert "€300k" in english
    assert "€0" in english
    assert "50\u00a0%" in _words(DRAWN[Language.DE]["channel_roi_bars"])
    assert "−50%" in _words(DRAWN[Language.EN]["channel_roi_bars"])


def _words(specification: dict[str, Any]) -> list[str]:
    drawn = vl_convert.vegalite_to_svg(sized(specification, 900))
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
