"""By seller: how fast, how often the promise was kept, and what they said; few leads are marked."""

from clm_core.kpis import Unit
from clm_core.services.sales_feedback import NO_OWNER, SalesFeedback
from clm_core.texts import formats
from pages.shared import charts, session
from pages.shared.tables import Column, show_table


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
    interval = Column(label=texts("sales_feedback.column.interval"))
    columns = {
        "name": Column(label=texts("sales_feedback.column.seller"), is_pinned=True),
        "leads": Column(label=texts("sales_feedback.column.handed"), unit=Unit.COUNT),
        "median_hours": Column(label=texts("sales_feedback.column.median"), unit=Unit.COUNT),
        "median_interval": interval,
        "kept_rate": Column(label=texts("sales_feedback.column.kept"), unit=Unit.SHARE),
        "kept_interval": interval,
        "attempts_mean": Column(label=texts("sales_feedback.column.attempts"), unit=Unit.RATIO, decimals=1),
        "accepted_rate": Column(label=texts("sales_feedback.column.accepted"), unit=Unit.SHARE),
        "accepted_interval": interval,
    }
    if frame["remark"].ne("").any():
        columns["remark"] = Column(label=texts("sales_feedback.column.remark"))
    show_table(frame, columns, key="feedback_sellers", title=texts("sales_feedback.sellers"))


def _hours(low: float, high: float) -> str:
    language = session.language()
    return f"{formats.number(low, language)}–{formats.number(high, language)}" if low == low else formats.MISSING
