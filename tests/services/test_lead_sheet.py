"""The files of the lead list: every one knows what it rests on, and the agreed reasons are the ones to pick."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest

from clm_core.handover import CrmLayout, HandoverPolicy, RejectionCause, RejectionReason
from clm_core.records import Team
from clm_core.services import scoring_versions as versions
from clm_core.services.handover_policy import save_policy
from clm_core.services.lead_sheet import ListBasis, lead_csv, lead_workbook, mailing_list
from clm_core.services.workspaces import Store
from clm_core.texts import Language
from tests.exports.handed_leads import LEADS
from tests.test_scoring_model import MODEL

GERMAN = {"layout": CrmLayout.GENERIC, "language": Language.DE}


def test_a_workbook_says_what_it_rests_on(tiny: Store) -> None:
    save_policy(tiny, HandoverPolicy(reasons=(RejectionReason(text="Kein Bedarf", cause=RejectionCause.LOW_INTENT),)))
    draft = versions.new_draft(tiny, MODEL, name="Herbst")
    version = versions.agree(tiny, draft, Team.SALES, by="Ben")
    basis = ListBasis(
        as_of=date(2026, 3, 1), model=MODEL, version=version, selection={"Kanal": "=Messe"}, handover_number=7
    )
    book = openpyxl.load_workbook(BytesIO(lead_workbook(tiny, LEADS, basis, **GERMAN)))
    assert book.sheetnames == ["Leads", "Listen", "Annahmen"]
    told = {str(row[0].value): row[1].value for row in book["Annahmen"].iter_rows(min_row=2)}
    assert told["Bewertungsmodell"] == "Herbst (1.1, Entwurf)"
    assert str(told["Zugestimmt haben"]).startswith("Ben (")
    assert (told["MQL ab (Punkte oder Felder)"], told["SQL ab (Punkte oder Felder)"]) == ("A1, B1", "60,0")
    assert (told["Stand der Scores"], told["Leads in dieser Liste"]) == ("01.03.2026", "3")
    assert (told["Übergabe Nr."], told["Arbeitsbereich"], told["Kanal"]) == ("7", "tiny", "=Messe")
    assert [cell.value for cell in book["Listen"]["B"] if cell.value] == ["Kein Bedarf"]


def test_a_model_that_nobody_saved_is_called_so(tiny: Store) -> None:
    basis = ListBasis(as_of=date(2026, 3, 1), model=MODEL)
    book = openpyxl.load_workbook(
        BytesIO(lead_workbook(tiny, LEADS, basis, layout=CrmLayout.HUBSPOT, language=Language.DE))
    )
    told = {str(row[0].value): row[1].value for row in book["Assumptions"].iter_rows(min_row=2)}
    assert (told["Scoring model"], "Agreed by" in told, "Hand-over number" in told) == ("not saved yet", False, False)


@pytest.mark.parametrize("layout", list(CrmLayout))
def test_every_lead_is_in_the_list_and_only_who_may_be_mailed_in_the_mailing_list(tiny: Store, layout) -> None:
    basis = ListBasis(as_of=date(2026, 3, 1), model=MODEL)
    given = {"layout": layout, "language": Language.EN}
    listed = list(csv.DictReader(StringIO(lead_csv(tiny, LEADS, basis, **given).decode("utf-8-sig"))))
    assert [row["Email"] for row in listed] == LEADS["email"].tolist()
    content = mailing_list(tiny, LEADS, basis, **given).decode("utf-8-sig")
    assert "anna@x.de" in content
    assert "ben@x.de" not in content
    assert "cem@x.de" not in content
