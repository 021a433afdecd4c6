"""Fit criteria against plain loops, and what they do with blanks and texts."""

import numpy as np
import pytest

from clm_core.analysis.scoring.fit import fit_matrix, numbers_in, unreadable_count
from clm_core.analysis.scoring.leads import lead_facts
from clm_core.scoring_model import FitCriterion, FitTest
from tests.analysis.scoring.scoring_worlds import MODEL, ZONE, facts_of, slow_holds, world


@pytest.mark.parametrize("seed", range(5))
def test_criteria_hold_as_in_a_plain_loop(seed: int) -> None:
    contacts, events = world(seed)
    found = fit_matrix(lead_facts(contacts, events, ZONE), MODEL.fit)
    leads = contacts.dropna(subset="lead_at").to_dict("records")
    assert found.tolist() == [[float(slow_holds(lead, one)) for one in MODEL.fit] for lead in leads]
    assert found.flags["F_CONTIGUOUS"]
    assert found.dtype == np.float32


def test_numbers_are_read_as_they_are_meant() -> None:
    found = numbers_in(["4,5", "1.5", " 7 ", "viele", "-3"])
    assert np.nan_to_num(found, nan=99).tolist() == [4.5, 1.5, 7, 99, -3]


def test_text_in_a_number_field_is_counted() -> None:
    facts = facts_of(1)
    field = facts.fields["attribute:Maschinen"]
    texts = sum(code >= 0 and field.values[code] == "viele" for code in field.codes)
    assert unreadable_count(field) == texts > 0


def test_five_thousand_values_and_a_field_without_any() -> None:
    facts = facts_of(1)
    field = type(facts.channels)(
        codes=np.arange(len(facts), dtype=np.int32), values=tuple(f"Firma {number}" for number in range(5_000))
    )
    wide = type(facts)(
        contact_keys=facts.contact_keys,
        lead_minutes=facts.lead_minutes,
        channels=facts.channels,
        fields={"company": field},
        events=facts.events,
    )
    one = FitCriterion(field="company", values=("firma 7",), points=1)
    many = FitCriterion(field="company", test=FitTest.CONTAINS, values=("ma 1",), points=1)
    assert np.flatnonzero(fit_matrix(wide, (one,))[:, 0]).tolist() == [7]
    assert np.flatnonzero(fit_matrix(wide, (many,))[:, 0]).tolist() == [1, *range(10, 20)]
