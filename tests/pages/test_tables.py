"""Tables whose cells say more than a number: the text belongs to its row, the number beneath sorts."""

from pathlib import Path

import pandas as pd
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from clm_core.kpis import Unit
from pages.shared.interval_columns import and_ends
from pages.shared.tables import Column, sheet_of
from tests.pages.conftest import OpenApp

FRAME = pd.DataFrame(
    {
        "name": ["many", "few", "none"],
        "won_rate": [0.5, 0.5, float("nan")],
        "won_low": [0.4, 0.1, float("nan")],
        "won_high": [0.6, 0.9, float("nan")],
        "words": ["50 % (40–60 %)", "50 % (10–90 %)", "?"],
    }
)


def page() -> None:
    from pages.shared.tables import Column, show_table
    from tests.pages.test_tables import FRAME

    columns = {"name": Column(label="Name"), "won_rate": Column(label="Won", text_of="words")}
    show_table(FRAME, columns, key="rates", title="Rates", has_downloads=False)


def test_equal_numbers_keep_their_own_words(open_app: OpenApp, company: Path) -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    shown = app.dataframe[0].proto.arrow_data
    cells = convert_arrow_bytes_to_pandas_df(shown.styler.display_values)
    assert cells["won_rate"].tolist() == ["50 % (40–60 %)", "50 % (10–90 %)", "–"]
    assert app.dataframe[0].value["won_rate"].round(9).tolist()[:2] == [0.5, 0.5]


def test_downloads_have_the_ends_as_numbers_of_their_own(open_app: OpenApp, company: Path) -> None:
    columns = {"name": Column(label="Name"), "won_rate": Column(label="Won", unit=Unit.SHARE)}
    sheet = sheet_of(FRAME, and_ends(columns, "won_rate"), "Rates")
    assert sheet.frame.iloc[1].tolist() == ["few", 0.5, 0.1, 0.9]
    assert sheet.frame.columns.is_unique
    assert list(sheet.units.values()) == [Unit.SHARE] * 3
