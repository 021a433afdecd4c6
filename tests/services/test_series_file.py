"""A table of one's own: what is proposed, what a user's word changes, and that the example can be read back."""

import pytest

from clm_core.response_curves import ResponseOutcome
from clm_core.services.series_file import ColumnRole, opened_series_file, read_series, series_file_example
from clm_core.texts import Language, texts_for

TEXT = b"date,leads,sales,tv_S\n2026-01-05,10,100,5\n2026-01-12,12,110,6\n2026-01-19,9,90,4\n"


@pytest.mark.parametrize("language", Language)
def test_the_example_can_be_read_back_as_it_is(language: Language) -> None:
    file = opened_series_file("example.csv", series_file_example(texts_for(language)))
    reading, observed = read_series(file)
    assert observed is not None, reading.problems
    assert observed.series.spend.sum(axis=0).tolist() == [23_950, 32_000, 18_700]
    assert observed.series.outcome.sum() == pytest.approx(786_065.75)
    assert len(observed.series.control_names) == 2
    assert observed.outcome_count is None


def test_the_users_roles_go_before_the_proposed_ones() -> None:
    file = opened_series_file("own.csv", TEXT)
    assert file.found.outcome_of is ResponseOutcome.REVENUE
    roles = {**file.found.roles, "leads": ColumnRole.OUTCOME, "sales": ColumnRole.UNUSED}
    _, observed = read_series(file, roles, ResponseOutcome.LEADS)
    assert observed is not None
    assert observed.series.outcome[:, 0].tolist() == [10, 12, 9]
    assert observed.outcome_count == 31
    assert observed.spend_today.tolist() == [5]  # shorter than 13 weeks: the mean of all
