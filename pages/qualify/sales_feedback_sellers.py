"""By seller: how fast, how often the promise was kept, and what they said; few leads are marked."""

from clm_core.kpis import Unit
from clm_core.services.sales_feedback import NO_OWNER, SalesFeedback
from clm_core.texts import formats
from pages.shared import charts, session
from pages.shared.interval_columns import and_ends, with_interval
from pages.shared.tables import Column, show_table

_SHOWN_WHOLE = 20
_LABELS = ("seller", "handed", "median", "kept", "attempts", "accepted", "remark")
_RATES = ("median_hours", "kept_rate", "accepted_rate")


def show(view: SalesFeedback) -> None:
    """One row a seller with leads, by name: no ranking."""
    texts, language = session.texts(), session.language()
    verdicts = view.sellers.iloc[1:][["group", "leads", "judged", "accepted_rate", "accepted_low", "accepted_high"]]
    rows = verdicts.merge(view.times.iloc[1:].drop(columns="leads"), on="group", how="left").sort_values("group")
    if rows.empty or set(rows["group"]) == {NO_OWNER}:
        return
    charts.heading("sales_feedback.sellers", "sales_feedback.sellers_note")

    median = rows[["median_hours", "median_low", "median_high"]].itertuples(index=False)
    kept = rows[["kept_rate", "kept_low", "kept_high"]].itertuples(index=False)
    accepted = rows[["accepted_rate", "accepted_low", "accepted_high"]].itertuples(index=False)
    frame = rows.assign(
        name=[texts("sales_feedback.no_owner") if one == NO_OWNER else one for one in rows["group"]],
        median_hours_text=[_hours(*one) for one in median],
        kept_rate_text=[formats.share_within(*one, language) for one in kept],
        accepted_rate_text=[formats.share_within(*one, language) for one in accepted],
        remark=[texts("sales_feedback.little") if few is True else "" for few in rows["is_little"]],
    )
    words = {name: texts(f"sales_feedback.column.{name}") for name in _LABELS}
    columns = {
        "name": Column(label=words["seller"], is_pinned=True, width=165),
        "leads": Column(label=words["handed"], unit=Unit.COUNT, width=100),
        "median_hours": Column(label=words["median"], unit=Unit.COUNT, width=125),
        "kept_rate": Column(label=words["kept"], unit=Unit.SHARE, width=140),
        "attempts_mean": Column(label=words["attempts"], unit=Unit.RATIO, decimals=1, width=90),
        "accepted_rate": Column(label=words["accepted"], unit=Unit.SHARE, width=140),
        "remark": Column(label=words["remark"], width=120),
    }
    if not frame["remark"].ne("").any():
        del columns["remark"]
    show_table(
        frame,
        columns | {name: with_interval(columns[name], f"{name}_text") for name in _RATES},
        key="feedback_sellers",
        title=texts("sales_feedback.sellers"),
        height=_height(len(rows)),
        downloaded=and_ends(columns, *_RATES),
    )


def _height(seller_count: int) -> str:
    return "content" if seller_count <= _SHOWN_WHOLE else "auto"


def _hours(median: float, low: float, high: float) -> str:
    """24 (20–26): where fewer than half were contacted nobody knows the median, or how long it may be."""
    language = session.language()
    middle, least, most = (formats.number(value, language) for value in (median, low, high))
    return f"{middle} ({least}–{most})" if median == median and low == low else middle
