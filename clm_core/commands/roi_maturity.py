"""The command for ROI by the month of the touch: realised, expected and mature."""

import argparse
import sys

import pandas as pd

from clm_core.commands.output import print_json, print_results
from clm_core.commands.results import asked, asked_basis, print_period
from clm_core.services.export import TableSheet, own_labels, table_sheet
from clm_core.services.funnel import FunnelGroup
from clm_core.services.roi_maturity import RoiMaturity, roi_maturity_view
from clm_core.texts import Texts, formats

_COLUMNS = [
    "spend",
    "won_deals",
    "open_deals",
    "deals_to_come",
    "closed_share",
    "realised",
    "expected_open",
    "expected_to_come",
    "realised_roi",
    "mature_roi",
    "mature_roi_low",
    "mature_roi_high",
]


def maturity(given: argparse.Namespace) -> None:
    """Mature ROI by month of the touch and by channel, or campaign with ``--by campaign``."""
    with asked(given) as (store, selection):
        result, labels = roi_maturity_view(store, selection, asked_basis(given)), own_labels(store)
    is_by_campaign, texts = given.by == FunnelGroup.CAMPAIGN, given.texts
    rows = result.campaigns if is_by_campaign else result.channels
    if given.json:
        print_json(_document(result) | {"rows": rows})
        return
    print_period(given, selection, result.as_of)
    keys = ["channel", "campaign"] if is_by_campaign else ["channel"]
    sheets = [
        table_sheet("roi_maturity", rows[[*keys, *_COLUMNS]], texts, labels=labels),
        _months(result, texts),
        table_sheet("roi_total", result.total[_COLUMNS], texts),
        table_sheet("return_parts", _worded_parts(result, texts), texts),
    ]
    for sheet in sheets:
        print_results(sheet, result.currency, texts)
    for note in result.notes:
        print(texts(note), file=sys.stderr)


def _document(result: RoiMaturity) -> dict[str, object]:
    return {
        "period": result.period,
        "as_of": result.as_of,
        "currency": result.currency,
        "basis": result.basis,
        "total": result.total,
        "cohorts": result.cohorts,
        "win_rates": result.win_rates,
        "parts": result.parts,
        "lag_horizon_days": result.lag_horizon_days,
        "close_horizon_days": result.close_horizon_days,
        "notes": result.notes,
    }


def _months(result: RoiMaturity, texts: Texts) -> TableSheet:
    everyone = result.cohorts[result.cohorts["channel"] == ""]
    months = [formats.month(month, texts.language) for month in everyone["month"]]
    rows = everyone[["month", "is_mature", *_COLUMNS]].assign(month=months).astype({"is_mature": object})
    return table_sheet("roi_maturity_months", rows, texts)


def _worded_parts(result: RoiMaturity, texts: Texts) -> pd.DataFrame:
    return result.parts.assign(part=[texts(f"roi_maturity.part.{part}") for part in result.parts["part"]])
