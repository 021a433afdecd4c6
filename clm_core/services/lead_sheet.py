"""The lead list as files: a form for sales, an import for the CRM, a mailing list, each with what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pandas as pd

from clm_core.exports import lead_sheet as sheets
from clm_core.exports.lead_sheet import LeadSheetForm
from clm_core.exports.tables import TableSheet
from clm_core.handover import CrmLayout
from clm_core.scoring_model import ScoringModel
from clm_core.services.data import data_version, settings
from clm_core.services.export import own_labels
from clm_core.services.returned_sheet import agreed_reasons
from clm_core.services.scoring_versions import ScoringVersion
from clm_core.store.workspaces import Store
from clm_core.texts import Language, Texts, formats

__all__ = ["ListBasis", "lead_csv", "lead_workbook", "mailing_list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBasis:
    """What a list rests on: the day and model of its scores, and in words which leads it has.

    ``version`` is None for a model that nobody has saved yet.
    """

    as_of: date
    model: ScoringModel
    version: ScoringVersion | None = None
    selection: Mapping[str, str] | None = None
    handover_number: int | None = None


def lead_workbook(
    store: Store, leads: pd.DataFrame, basis: ListBasis, *, layout: CrmLayout, language: Language
) -> bytes:
    """HANDED_LEADS as a workbook to fill in and send back, with its assumptions."""
    form = _form(store, basis, layout, language)
    return sheets.lead_workbook(leads, form, _assumptions(store, leads, basis, form.texts))


def lead_csv(store: Store, leads: pd.DataFrame, basis: ListBasis, *, layout: CrmLayout, language: Language) -> bytes:
    """HANDED_LEADS as a CSV file; the generic one opens in Excel, the others are for the CRM's import."""
    return sheets.lead_csv(leads, _form(store, basis, layout, language))


def mailing_list(
    store: Store, leads: pd.DataFrame, basis: ListBasis, *, layout: CrmLayout, language: Language
) -> bytes:
    """Those of the leads who may be mailed, as CSV: nobody who opted out, bounced or was never asked."""
    return sheets.mailing_list(leads, _form(store, basis, layout, language))


def _form(store: Store, basis: ListBasis, layout: CrmLayout, language: Language) -> LeadSheetForm:
    now = settings(store)
    return LeadSheetForm(
        layout=layout,
        language=language,
        currency=now.reporting_currency,
        zone=now.reporting_zone,
        as_of=basis.as_of,
        reasons=agreed_reasons(store, language),
        channel_labels=own_labels(store),
    )


def _assumptions(store: Store, leads: pd.DataFrame, basis: ListBasis, texts: Texts) -> TableSheet:
    rows = [(texts(f"lead_sheet.basis.{name}"), value) for name, value in _values(store, leads, basis, texts).items()]
    rows += list((basis.selection or {}).items())
    frame = pd.DataFrame(rows, columns=[texts("export.assumption"), texts("export.value")])
    return TableSheet(title=texts("export.sheet.assumptions"), frame=frame)


def _values(store: Store, leads: pd.DataFrame, basis: ListBasis, texts: Texts) -> dict[str, str]:
    model, version = basis.model, basis.version
    values = {"model": texts("lead_sheet.unsaved_model")}
    if version is not None:
        status = texts(f"lead_sheet.status.{version.status}")
        values = {"model": f"{version.name} ({version.version}.{version.revision}, {status})"}
        values["agreed"] = ", ".join(
            f"{signed.by} ({formats.day(signed.at.date(), texts.language)})" for signed in version.agreed.values()
        )
    points = {"mql": (model.mql_points, model.mql_cells), "sql": (model.sql_points, model.sql_cells)}
    thresholds = {
        name: ", ".join(cells) or formats.number(bound, texts.language, decimals=1)
        for name, (bound, cells) in points.items()
    }
    number = basis.handover_number
    return {
        **values,
        **thresholds,
        "as_of": formats.day(basis.as_of, texts.language),
        "leads": formats.number(len(leads), texts.language),
        **({} if number is None else {"handover": str(number)}),
        "zone": settings(store).reporting_zone,
        "data_version": str(data_version(store)),
        "workspace": store.slug,
        "created_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }
