"""By seller: how fast, how often the promise was kept, and what they said; few leads are marked."""

from clm_core.kpis import Unit
from clm_core.services.sales_feedback import NO_OWNER, SalesFeedback
from clm_core.texts import formats
from pages.shared import charts, session
from pages.shared.tables import Column, show_table

_SHOWN_WHOLE = 20
_WIDTHS = {"seller": 145, "handed": 88, "median": 95, "interval": 112, "kept": 88, "attempts": 78, "accepted": 110}


def show(view: SalesFeedback) -> None:
    """One row a seller with leads, by name: no ranking."""
    texts, language = session.texts(), session.language()
    verdicts = view.sellers.iloc[1:][["group", "leads", "judged", "accepted_rate", "accepted_low", "accepted_high"]]
    rows = verdicts.merge(view.times.iloc[1:].drop(columns="leads"), on="group", how="left").sort_values("group")
    if rows.empty or set(rows["group"]) == {NO_OWNER}:
        return
    charts.heading("sales_feedback.sellers", "sales_feedback.sellers_note")

    def shares(name: str) -> list[str]:
        ends = rows[[f"{name}_low", f"{name}_high"]].itertuples(index=False)
        return [formats.interval(low, high, language) for low, high in ends]

    frame = rows.assign(
        name=[texts("sales_feedback.no_owner") if one == NO_OWNER else one for one in rows["group"]],
        median_interval=[_hours(low, high) for low, high in zip(rows["median_low"], rows["median_high"], strict=True)],
        kept_interval=shares("kept"),
        accepted_interval=shares("accepted"),
        remark=[texts("sales_feedback.little") if few is True else "" for few in rows["is_little"]],
    )
    words = {name: texts(f"sales_feedback.column.{name}") for name in _WIDTHS}
    columns = {
        "name": Column(label=words["seller"], is_pinned=True, width=_WIDTHS["seller"]),
        "leads": Column(label=words["handed"], unit=Unit.COUNT, width=_WIDTHS["handed"]),
        "median_hours": Column(label=words["median"], unit=Unit.COUNT, width=_WIDTHS["median"]),
        "median_interval": Column(label=words["interval"], width=_WIDTHS["interval"]),
        "kept_rate": Column(label=words["kept"], unit=Unit.SHARE, width=_WIDTHS["kept"]),
        "kept_interval": Column(label=words["interval"], width=_WIDTHS["interval"]),
        "attempts_mean": Column(label=words["attempts"], unit=Unit.RATIO, decimals=1, width=_WIDTHS["attempts"]),
        "accepted_rate": Column(label=words["accepted"], unit=Unit.SHARE, width=_WIDTHS["accepted"]),
        "accepted_interval": Column(label=words["interval"], width=_WIDTHS["interval"]),
    }
    if frame["remark"].ne("").any():
        columns["remark"] = Column(label=texts("sales_feedback.column.remark"))
    show_table(frame, columns, key="feedback_sellers", title=texts("sales_feedback.sellers"), height=_height(len(rows)))


def _height(seller_count: int) -> str:
    return "content" if seller_count <= _SHOWN_WHOLE else "auto"


def _hours(low: float, high: float) -> str:
    language = session.language()
    return f"{formats.number(low, language)}–{formats.number(high, language)}" if low == low else formats.MISSING
