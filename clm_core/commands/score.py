"""The command of lead scores: all leads of a day, or why one lead has its score."""

import argparse

import pandas as pd

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_results
from clm_core.commands.results import asked_day
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.export import TableSheet
from clm_core.services.journey_history import person_names
from clm_core.services.model_in_use import model_in_use
from clm_core.services.score_reasons import score_reasons
from clm_core.services.scoring import lead_scores
from clm_core.texts import Texts, formats

_SHOWN = 50
_POINTS = ("score", "fit_points", "engagement_points")


def score(given: argparse.Namespace) -> None:
    """Scores of all leads, highest first; with ``--lead`` what one lead's score consists of."""
    with opened_store(given) as store:
        day = asked_day(given.as_of) if given.as_of else require_days(store)[1]
        used = model_in_use(store, given.model)
        frame = _named(lead_scores(store, used.model, day), loop_data(store).contacts)
        currency = settings(store).reporting_currency
        if given.lead is None:
            document: dict[str, object] = {"as_of": day, "model": used.number, "leads": frame}
            sheets = [_scores(frame.head(_SHOWN), given.texts)]
        else:
            lead = _lead(frame, given.lead)
            reasons = score_reasons(store, used.model, int(lead["contact_key"]), given.texts, day)
            document = {"as_of": day, "model": used.number, "lead": lead.to_dict(), "reasons": reasons.rows}
            sheets = [_reasons(reasons.rows, lead, given.texts)]
    if given.json:
        print_json(document)
        return
    for sheet in sheets:
        print_results(sheet, currency, given.texts)
    if given.lead is None and len(frame) > _SHOWN:
        print(given.texts("lead_list.command.more", count=len(frame) - _SHOWN))


def _named(frame: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """The scores with who the leads are, highest first."""
    people = contacts.set_index("contact_key").reindex(frame["contact_key"]).reset_index()
    who = people[["contact_key", "contact_id", "email", "company"]].assign(name=person_names(people))
    ordered = who.merge(frame, on="contact_key").sort_values("score", ascending=False, kind="stable")
    return ordered.reset_index(drop=True)


def _lead(frame: pd.DataFrame, asked: str) -> "pd.Series[str]":
    """The lead of this contact id or address. Raises ClmError for nobody and for several."""
    wanted = asked.strip().casefold()
    is_found = (frame["contact_id"] == asked) | (frame["email"].str.strip().str.casefold() == wanted)
    found = frame[is_found]
    if found.empty:
        raise ClmError("lead_list.command.unknown_lead", lead=asked)
    if len(found) > 1:
        known = ", ".join(found["contact_id"].fillna("–"))
        raise ClmError("lead_list.command.ambiguous", lead=asked, known=known)
    lead: pd.Series[str] = found.iloc[0]
    return lead


def _scores(frame: pd.DataFrame, texts: Texts) -> TableSheet:
    names = ("contact_id", "name", "company", "email", "grade")
    headings = {
        name: texts(f"lead_sheet.column.{name}") for name in (*_POINTS, "contact_id", "company", "email", "grade")
    }
    shown = frame[[*names[:3], "email", "grade", *_POINTS]].rename(
        columns=headings | {"name": texts("lead_list.column.person")}
    )
    return TableSheet(
        title=texts("lead_list.this_many", count=len(frame)),
        frame=shown,
        units={headings[name]: Unit.COUNT for name in _POINTS},
    )


def _reasons(rows: pd.DataFrame, lead: "pd.Series[str]", texts: Texts) -> TableSheet:
    points = formats.number(float(lead["score"]), texts.language, decimals=1)
    return TableSheet(
        title=texts("lead_list.command.explained", name=str(lead["name"]), score=points, grade=str(lead["grade"])),
        frame=pd.DataFrame({texts("lead_list.profile.why", score=points): rows["sentence"]}),
        units={},
    )
