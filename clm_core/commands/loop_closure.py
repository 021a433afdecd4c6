"""The command that says how much of the won revenue is traceable, and what to work through."""

import argparse

import pandas as pd

from clm_core.commands.output import print_json, print_results
from clm_core.commands.results import asked, print_period
from clm_core.services.data import require_days
from clm_core.services.export import TableSheet, table_sheet
from clm_core.services.loop_closure import LoopClosure, LoopReason, loop_closure_view
from clm_core.texts import Texts, formats

REASONS = [str(reason) for reason in LoopReason]
_REASON_COLUMNS = ["reason", "won_deals", "deal_share", "revenue", "revenue_share", "revenue_share_low",
                   "revenue_share_high"]  # fmt: skip
_DEAL_COLUMNS = ["deal_id", "deal", "company", "owner", "amount"]
_MONTH_COLUMNS = ["month", "won_deals", "revenue", "sourced_revenue", "sourced_share", "sourced_share_low",
                  "sourced_share_high", "influenced_revenue", "influenced_share"]  # fmt: skip


def closure(given: argparse.Namespace) -> None:
    """Reasons and marketing's part by month; with ``--reason`` the deals of one reason."""
    with asked(given) as (store, selection):
        result, as_of = loop_closure_view(store, selection), require_days(store)[1]
    texts = given.texts
    if given.json:
        print_json(_document(result, given.reason))
        return
    print_period(given, selection, as_of)
    for sheet in _sheets(result, given.reason, texts):
        print_results(sheet, selection.currency, texts)
    found = result.reasons[result.reasons["won_deals"] > 0]["reason"]
    print()
    for reason in found if given.reason is None else [given.reason]:
        print(f"{texts(f'loop_closure.reason.{reason}')}: {texts(f'loop_closure.action.{reason}')}")


def _document(result: LoopClosure, reason: str | None) -> dict[str, object]:
    deals = result.deals if reason is None else result.deals_to_work_through(LoopReason(reason))
    return {
        "period": result.period,
        "traceable_share": result.traceable_share,
        "reasons": result.reasons,
        "deals": deals,
        "months": result.months,
        "total": result.total,
        "won_deals_without_date": result.without_date,
    }


def _sheets(result: LoopClosure, reason: str | None, texts: Texts) -> list[TableSheet]:
    if reason is not None:
        deals = result.deals_to_work_through(LoopReason(reason))
        return [table_sheet("loop_deals", deals[_DEAL_COLUMNS], texts)]
    return [
        table_sheet("loop_closure", _worded(result.reasons, texts)[_REASON_COLUMNS], texts),
        table_sheet("sourced_months", _months(result, texts)[_MONTH_COLUMNS], texts),
    ]


def _worded(reasons: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    return reasons.assign(reason=[texts(f"loop_closure.reason.{reason}") for reason in reasons["reason"]])


def _months(result: LoopClosure, texts: Texts) -> pd.DataFrame:
    rows = pd.concat([result.months, result.total], ignore_index=True)
    written = [texts("export.sheet.roi_total") if pd.isna(month) else formats.month(month, texts.language)
               for month in rows["month"]]  # fmt: skip
    return rows.assign(month=written)
