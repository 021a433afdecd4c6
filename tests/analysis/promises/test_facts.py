"""What promises are measured on, followed by hand on the eight leads of the feedback case."""

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.promises.facts import PromiseFacts, promise_facts
from tests.analysis import feedback_case
from tests.analysis.feedback_case import AS_OF, ZONE, case


def facts(consent: dict[int, bool] | None = None, **filled: list[str | None]) -> PromiseFacts:
    contacts = feedback_case.contacts()
    contacts = contacts.assign(**{name: pd.Series(values, dtype="str") for name, values in filled.items()})
    may_be_mailed = pd.Series(consent if consent is not None else {1: True, 2: False, 3: True}, dtype="bool")
    stages, events = feedback_case.stages(), feedback_case.events()
    return promise_facts(case(), contacts, events, stages, may_be_mailed, as_of=AS_OF, zone=ZONE)


def test_only_dated_mqls_count_each_with_its_days() -> None:
    leads = facts().leads.set_index("contact_key")
    assert leads.index.tolist() == [1, 2, 3, 5, 8], "4 and 7 never were MQLs, 6 was never handed over"
    assert [str(day.date()) for day in leads["week"]] == ["2026-03-02"] * 4 + ["2026-05-25"]
    assert leads["hours_to_contact"].tolist() == pytest.approx([2, 30, np.nan, np.nan, 12], nan_ok=True)
    assert leads["sql_days"].tolist() == pytest.approx([7, *[np.nan] * 4], nan_ok=True)
    # 1 had a meeting after ten days, 2 replied after 30 hours; calls alone reach nobody.
    assert leads["reached_days"].tolist() == pytest.approx([10 + 2 / 24, 1.25, *[np.nan] * 3], nan_ok=True)


def test_the_first_verdict_counts_though_a_later_one_replaced_it() -> None:
    leads = facts().leads.set_index("contact_key")
    # 3 was accepted after four hours and recycled a month later.
    assert leads["verdict_days"].tolist() == pytest.approx([0.125, 2, 4 / 24, np.nan, np.nan], nan_ok=True)
    assert leads["told_days"].equals(leads["verdict_days"]), "all are acceptances or have a reason"


def test_a_refusal_without_a_reason_is_a_verdict_but_tells_nothing() -> None:
    stages = feedback_case.stages()
    stages = stages.assign(note=stages["note"].where(stages["stage"] != "rejected"))
    rows = case().assign(reason="")
    contacts = feedback_case.contacts()
    consent = pd.Series(dtype="bool")
    found = promise_facts(rows, contacts, feedback_case.events(), stages, consent, as_of=AS_OF, zone=ZONE).leads
    second = found.set_index("contact_key").loc[2]
    assert (second["verdict_days"], np.isnan(second["told_days"])) == (2.0, True)


def test_contacts_by_number() -> None:
    found = facts()
    assert found.contact_day(1).tolist() == pytest.approx([2 / 24, 1.25, np.inf, np.inf, 0.5])
    assert found.contact_day(2).tolist() == pytest.approx([10 + 2 / 24, *[np.inf] * 4])
    assert found.contact_day(3)[0] == pytest.approx(41 + 2 / 24)
    assert np.isinf(found.contact_day(4)).all()


def test_consent_and_complete_data() -> None:
    """A field that nobody fills asks for nothing; blanks are no data; whose consent is unknown must not be mailed."""
    emails = ["a@b.de", None, " ", "d@b.de", "e@b.de", "f@b.de", "g@b.de", "h@b.de"]
    found = facts(email=emails, last_name=[*["x"] * 7, None])
    assert found.missing == {"email": 2, "last_name": 1}
    assert found.leads["is_complete"].tolist() == [True, False, False, True, False]
    assert found.leads["may_be_mailed"].tolist() == [True, False, True, False, False]


def test_nobody_handed_over() -> None:
    contacts = feedback_case.contacts()
    none = case().head(0)
    found = promise_facts(
        none, contacts, feedback_case.events(), feedback_case.stages(), pd.Series(dtype="bool"), as_of=AS_OF, zone=ZONE
    )
    assert found.leads.empty
    assert found.contact_day(1).tolist() == []
