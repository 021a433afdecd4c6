"""Several values in one cell come back as they were, whatever signs they hold."""

from hypothesis import given
from hypothesis import strategies as st

from clm_core.services.cell_lists import joined_cell, listed_cell

VALUES = st.text(min_size=1).map(str.strip).filter(bool)


@given(st.lists(VALUES))
def test_values_come_back(values: list[str]) -> None:
    assert listed_cell(joined_cell(values)) == tuple(values)


def test_what_people_type() -> None:
    assert listed_cell(" Müller, Anna ;Bo;; ") == ("Müller, Anna", "Bo")
    assert joined_cell(["Müller, Anna", "Bo"]) == "Müller, Anna; Bo"
    assert listed_cell('"Bau; Handwerk"; Handel') == ("Bau; Handwerk", "Handel")
