"""A path file of anybody's: a right result or an explanation, never a wrong one, never a hang."""

import time
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest

from clm_core.errors import ClmError
from clm_core.selection import AttributionModel
from clm_core.services.path_file import (
    PATH_MODELS,
    PathFileView,
    opened_path_file,
    path_file_example,
    path_file_intervals,
    path_file_view,
    path_file_workbook,
)
from clm_core.texts import Language, texts_for
from tests.analysis.attribution.journey_cases import markov_by_enumeration, path_frame

EVIL = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://evil.invalid")',
    "'; DROP TABLE contacts; --",
    "![x](http://evil.invalid/x.png)",
    "@SUM(1)",
)


def csv(*rows: tuple[object, ...]) -> bytes:
    frame = pd.DataFrame(rows, columns=["path", "conversions", "conversion_value", "non_conversions"][: len(rows[0])])
    return frame.to_csv(index=False).encode()


def view(content: bytes, **options: object) -> PathFileView:
    return path_file_view(opened_path_file("paths.csv", content), **options)  # type: ignore[arg-type]


def conversions(found: PathFileView, model: AttributionModel) -> dict[str, float]:
    rows = found.credit[found.credit["model"] == model]
    return dict(zip(rows["channel"], rows["conversions"], strict=True))


def keys(found: PathFileView) -> set[str]:
    return {note.key.rpartition(".")[2] for note in found.notes}


def test_known_credit() -> None:
    """The two-channel case of Markov's: P(conversion) 0.8, removal effects 0.75 and 0.5."""
    found = view(csv(("GA", 2, 20, 1), ("M", 1, 10, 0), ("GA > M", 1, 10, 0)))
    assert found.models == PATH_MODELS
    assert conversions(found, AttributionModel.MARKOV_1) == pytest.approx({"GA": 2.4, "M": 1.6})
    assert found.removal_effects["markov_1"].tolist() == pytest.approx([0.75, 0.5])
    assert conversions(found, AttributionModel.LINEAR) == pytest.approx({"GA": 2.5, "M": 1.5})
    totals = found.credit.groupby("model")[["conversions", "conversion_value"]].sum().to_numpy()
    assert np.abs(totals - [4, 40]).max() < 1e-9
    assert (found.path_count, found.non_conversions, found.longest_path, keys(found)) == (3, 1, 2, set())


@pytest.mark.parametrize("language", list(Language))
def test_the_example_is_a_path_file(language: Language) -> None:
    found = view(path_file_example(texts_for(language)))
    assert (found.conversions, found.conversion_value, found.non_conversions) == (47, 201_921.25, 1578)
    assert keys(found) == set()


@pytest.mark.parametrize(("joined", "said"), [("A -> B", None), ("A=>B", None), ("A>B", None), ("A | B", "|")])
def test_separators(joined: str, said: str | None) -> None:
    assert view(csv((joined, 1, 1, 1)), separator=said).channels == ("A", "B")


@pytest.mark.parametrize("sign", ["|", "→", ";", "»", "&gt;", ",", "/"])
def test_an_unknown_separator_is_named_not_guessed(sign: str) -> None:
    rows = [(f"A {sign} B", 1, 1, 1), (f"B {sign} C", 1, 1, 1), ("B", 1, 1, 1)]
    with pytest.raises(ClmError, match="separator_unknown") as refused:
        view(csv(*rows))
    assert refused.value.values["found"] == sign
    assert view(csv(*rows), separator=sign).channels == ("A", "B", "C")


def test_slashes_inside_channels_are_no_separator_where_there_is_one() -> None:
    assert view(csv(("google / cpc > bing / cpc", 1, 1, 1))).channels == ("google / cpc", "bing / cpc")


def test_impossible_numbers_are_refused_by_row_until_the_good_ones_are_accepted() -> None:
    content = csv(("A > B", 1, 1, 0), ("B", -1, 1, 0), ("A", None, 1, 0), ("B", 3, 9, 1))
    with pytest.raises(ClmError, match="rows_refused") as refused:
        view(content)
    assert (refused.value.values["count"], refused.value.values["rows"]) == (2, "3, 4")
    found = view(content, accepts_good_rows=True)
    assert (found.conversions, found.conversion_value) == (4, 10)
    assert "refused_rows" in keys(found)


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([("A", 1, 1, 1), ("A > A", 2, 2, 0)], "one_channel"),
        ([("A", 1, 1, 1), ("B", 2, 2, 0)], "single_touches"),
        ([("A > B", 1, 1, 0), ("B", 2, 2, 0)], "no_non_conversions"),
        ([("A > B", 0, 0, 4)], "no_conversions"),
        ([("A > B", 1, 0, 4)], "no_value"),
        ([("A > B", 1, 1, 4), ("", 2, 2, 2)], "blank_paths"),
        ([("A >  > B", 1, 1, 4)], "blank_steps"),
    ],
)
def test_what_the_paths_do_not_tell_is_said(rows: list[tuple[object, ...]], note: str) -> None:
    found = view(csv(*rows))
    assert note in keys(found)
    sums = found.credit.groupby("model")["conversions"].sum()
    assert sums.to_numpy() == pytest.approx(found.conversions)


def test_without_non_conversions_markov_is_the_share_of_conversions_that_pass_through() -> None:
    found = view(csv(("A > B", 6, 6, 0), ("B", 2, 2, 0), ("C", 2, 2, 0)))
    assert found.removal_effects["markov_1"].tolist() == pytest.approx([0.6, 0.8, 0.2])
    assert conversions(found, AttributionModel.MARKOV_1) == pytest.approx({"A": 3.75, "B": 5.0, "C": 1.25})


def test_only_blank_paths_are_refused() -> None:
    with pytest.raises(ClmError, match="no_paths"):
        view(csv(("", 1, 1, 1), (" > ", 1, 1, 1)))


def test_a_thousand_channels_end_in_time() -> None:
    random = np.random.default_rng(3)
    paths = [
        " > ".join(f"channel {step}" for step in random.integers(0, 1000, random.integers(1, 9))) for _ in range(1600)
    ]
    rows = [(path, int(number % 3 == 0), 5.0, 1) for number, path in enumerate(paths)]
    started = time.perf_counter()
    found = view(csv(*rows))
    assert time.perf_counter() - started < 60
    assert len(found.channels) > 990
    assert found.models == PATH_MODELS
    totals = found.credit.groupby("model")["conversions"].sum().to_numpy()
    assert np.abs(totals - found.conversions).max() < 1e-9


def test_a_path_of_500_touches_is_right() -> None:
    """A and B in turn, beside A alone: linear halves the first; Markov as slowly solved."""
    rows = [(" > ".join(["A", "B"] * 250), 1, 100, 1), (" > ".join(["A"] * 500), 1, 100, 0), ("A > C", 0, 0, 3)]
    found = view(csv(*rows))
    assert found.longest_path == 500
    assert conversions(found, AttributionModel.LINEAR) == pytest.approx({"A": 1.5, "B": 0.5, "C": 0})
    assert conversions(found, AttributionModel.LAST_TOUCH) == pytest.approx({"A": 1, "B": 1, "C": 0})
    for order in (1, 2, 3):
        slow = markov_by_enumeration(path_frame(*rows), order)
        assert found.removal_effects[f"markov_{order}"].tolist() == pytest.approx([*slow.values()], abs=1e-9), order


def test_channels_are_text_in_the_result_and_in_the_workbook() -> None:
    found = view(csv(*((f"{name} > Plain", 1, 1, 1) for name in EVIL)), separator=" > ")
    assert set(found.channels) == {*EVIL, "Plain"}
    book = openpyxl.load_workbook(BytesIO(path_file_workbook(found, texts_for(Language.EN))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {*EVIL} <= {cell.value for cell in cells}
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_workbook_holds_the_numbers_and_the_notes() -> None:
    texts = texts_for(Language.DE)
    found = view(csv(("A > B", 3, 30, 0), ("B", 1, 10, 0)))
    book = openpyxl.load_workbook(BytesIO(path_file_workbook(found, texts, path_file_intervals(found))))
    assert book.sheetnames == [
        "Conversions nach Modell", "Wert nach Modell", "Wegfalleffekte", "Conversions, Intervalle", "Wert, Intervalle",
        "Annahmen",
    ]  # fmt: skip
    rows = list(book["Conversions nach Modell"].values)
    assert rows[0][:3] == ("Kanal", "Erstkontakt", "Letztkontakt")
    assert [row[:3] for row in rows[1:]] == [("B", 1, 4), ("A", 3, 0)]
    assert texts("path_file.note.no_non_conversions") in {row[1] for row in book["Annahmen"].values}


def test_intervals_hold_the_credit() -> None:
    random = np.random.default_rng(5)
    names = list("ABC")
    rows = [(" > ".join(random.choice(names, random.integers(1, 4))), 1, 10.0, 2) for _ in range(300)]
    found = view(csv(*rows))
    both = path_file_intervals(found).merge(found.credit, on=["model", "channel", "campaign"])
    assert len(both) == 3 * len(PATH_MODELS)
    assert ((both["conversions_low"] < both["conversions"]) & (both["conversions"] < both["conversions_high"])).all()


def test_only_the_models_asked_for() -> None:
    found = view(csv(("A > B", 1, 1, 1)), models=(AttributionModel.LINEAR,))
    assert found.credit["model"].unique().tolist() == ["linear"]
    assert found.removal_effects.columns.tolist() == ["channel"]
    with pytest.raises(ClmError, match="needs_moments"):
        view(csv(("A > B", 1, 1, 1)), models=(AttributionModel.TIME_DECAY,))


def test_a_million_rows() -> None:
    """Far more rows than people have; the same four again and again, so that the sums are known."""
    some = b"A > B,1,10,0\nB > C > A,0,0,1\nC,2,7.5,3\nA,0,0,4\n"
    found = view(b"path,conversions,conversion_value,non_conversions\n" + some * 250_000)
    assert (found.path_count, found.conversions, found.conversion_value) == (1_000_000, 750_000, 4_375_000)
    assert conversions(found, AttributionModel.LINEAR) == pytest.approx({"A": 125_000, "B": 125_000, "C": 500_000})
    few = view(csv(("A > B", 1, 10, 0), ("B > C > A", 0, 0, 1), ("C", 2, 7.5, 3), ("A", 0, 0, 4)))
    assert found.removal_effects["markov_3"].tolist() == pytest.approx(few.removal_effects["markov_3"].tolist())
