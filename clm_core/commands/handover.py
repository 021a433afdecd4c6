"""The command of the lead list: whom sales should call now, as a table or as files for people and CRMs."""

import argparse
from pathlib import Path

import pandas as pd

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_results, save_file
from clm_core.commands.results import asked_day
from clm_core.handover import CrmLayout
from clm_core.kpis import Unit
from clm_core.services.export import TableSheet
from clm_core.services.handover import HandoverList, handover_list, record_handover
from clm_core.services.handover_policy import handover_policy
from clm_core.services.handover_words import backlog, calls
from clm_core.services.journey_history import person_names
from clm_core.services.lead_sheet import ListBasis, lead_csv, lead_workbook, mailing_list
from clm_core.services.model_in_use import ModelInUse, model_in_use
from clm_core.services.workspaces import Store
from clm_core.texts import Texts

LAYOUTS = [str(layout) for layout in CrmLayout]
_SHOWN = ("person", "company", "grade", "score", "win_chance", "expected_value", "waiting_days", "owner")
_UNITS = {"score": Unit.COUNT, "waiting_days": Unit.COUNT, "win_chance": Unit.SHARE, "expected_value": Unit.MONEY}


def handover(given: argparse.Namespace) -> None:
    """The leads to call in their order; ``--out`` writes and records the list, ``--mailing`` who may be mailed."""
    with opened_store(given) as store:
        used = model_in_use(store, given.model)
        policy = handover_policy(store, given.texts.language)
        found = handover_list(store, used.model, policy, asked_day(given.as_of) if given.as_of else None)
        leads = found.leads if given.limit is None else found.leads.head(max(given.limit, 0))
        number = _write(store, leads, found, used, given)
    if given.json:
        print_json(_document(leads, found, used, number))
        return
    print_results(_table(leads, found, given.texts), found.currency, given.texts)
    if number is not None:
        print(given.texts("lead_list.command.recorded", number=number))


def _write(
    store: Store, leads: pd.DataFrame, found: HandoverList, used: ModelInUse, given: argparse.Namespace
) -> int | None:
    """Writes the files that were asked for; the number of the hand-over where a list was."""
    layout, language, number = CrmLayout(given.layout), given.texts.language, None
    # A list without leads is written, but nobody was handed over.
    if given.out is not None and len(leads):
        kept = record_handover(store, leads, scoring_version=used.number, as_of=found.as_of, layout=layout)
        number = kept.number
    basis = ListBasis(as_of=found.as_of, model=used.model, version=used.version, handover_number=number)
    if given.out is not None:
        make = lead_csv if Path(given.out).suffix.lower() == ".csv" else lead_workbook
        save_file(given.out, make(store, leads, basis, layout=layout, language=language))
    if given.mailing is not None:
        save_file(given.mailing, mailing_list(store, leads, basis, layout=layout, language=language))
    return number


def _document(leads: pd.DataFrame, found: HandoverList, used: ModelInUse, number: int | None) -> dict[str, object]:
    return {
        "as_of": found.as_of,
        "model": used.number,
        "currency": found.currency,
        "open_leads": len(found.leads),
        "this_week": len(found.this_week),
        "leads_per_week": found.leads_per_week,
        "new_per_week": found.new_per_week,
        "expected_value": found.expected_value,
        "chance": {
            "basis": found.chance.basis,
            "leads": found.chance.leads,
            "converted": found.chance.converted,
            "win_rate": found.chance.win_rate,
        },
        "sellers": found.loads,
        "handover": number,
        "leads": leads,
    }


def _table(leads: pd.DataFrame, found: HandoverList, texts: Texts) -> TableSheet:
    headings = {name: texts(f"lead_sheet.column.{name}") for name in _SHOWN if name != "person"}
    headings["person"] = texts("lead_list.column.person")
    said = [calls(found, texts.language), *backlog(found, texts.language)]
    title = " ".join(texts(key, **values) for key, values in said).replace("**", "")
    return TableSheet(
        title=title,
        frame=leads.assign(person=person_names(leads))[list(_SHOWN)].rename(columns=headings),
        units={headings[name]: unit for name, unit in _UNITS.items()},
    )
