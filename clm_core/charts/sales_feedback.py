"""Sales feedback charts: verdicts by group, reasons, time to the first contact, what waiting goes along with."""

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import BAR_STEP, Look, caption, finished, share_axis
from clm_core.handover import RejectionCause, Verdict
from clm_core.texts import formats

CHOSEN_VERDICT = "chosen_verdict"
"""Selection of verdict_bars: group and verdict of the clicked part, as {"group": …, "verdict": …}."""
CHOSEN_REASON = "chosen_reason"
"""Selection of reason_bars: the clicked reason, as {"reason": …}."""

MAX_GROUPS = 15
MAX_REASONS = 12
CURVE_HOURS = 7 * 24
_LABELLED_FROM_SHARE = 0.08


def group_name(group: str, look: Look, band_scores: pd.DataFrame | None = None) -> str:
    """What a channel, or with ``band_scores`` a fifth of the scores, is called."""
    if band_scores is None:
        return look.channel_label(group)
    ends = band_scores.loc[band_scores["band"] == group, ["score_from", "score_to"]].iloc[0]
    low, high = (look.number(value) for value in ends)
    return look.texts("sales_feedback.band", low=low, high=high)


def verdict_bars(rates: pd.DataFrame, look: Look, *, band_scores: pd.DataFrame | None = None) -> dict[str, Any]:
    """A bar of 100 % a group, split by verdict, with the acceptance rate, its interval and n at its end.

    ``rates`` is VERDICT_RATES of groups without the whole; clearly better or worse groups are marked.
    """
    ink = look.ink
    rows = rates[rates["judged"] > 0].head(MAX_GROUPS)
    rows = rows.assign(name=[group_name(group, look, band_scores) for group in rows["group"]])
    verdicts = {Verdict.ACCEPTED: ink.earned, Verdict.RECYCLED: ink.open, Verdict.REJECTED: ink.bad}
    words = [look.texts(f"sales_feedback.verdict.{verdict}") for verdict in verdicts]
    parts = pd.concat([_verdict_part(rows, verdict, look) for verdict in verdicts], ignore_index=True)
    parts = parts.sort_values(["name", "place"], ignore_index=True)
    parts["end"] = parts.groupby("name")["share"].cumsum()
    parts["begin"], parts["middle"] = parts["end"] - parts["share"], parts["end"] - parts["share"] / 2
    parts["ink"] = [ink.text if place == 1 else ink.ground for place in parts["place"]]
    y = _names(rows)
    colour = alt.Color("word:N", title=None, sort=words, scale=alt.Scale(domain=words, range=list(verdicts.values())))
    hints = _hints(look, name="group", word="verdict", share_text="share", interval="interval", leads="leads")
    fields = ["name", "group", "verdict", "word", "begin", "end", "middle", "label", "ink"]
    base = alt.Chart(parts[[*fields, "share_text", "interval", "leads"]])
    chosen = alt.selection_point(name=CHOSEN_VERDICT, fields=["group", "verdict"], on="click")
    bars = (
        base.mark_bar(height={"band": 0.74}, cornerRadius=0, stroke=ink.ground, strokeWidth=1, cursor="pointer")
        .encode(x=alt.X("begin:Q", **_full_scale(look, 1.56)), x2="end:Q", y=y, color=colour, tooltip=hints)
        .add_params(chosen)
    )
    inside = base.mark_text(fontWeight=600).encode(
        x="middle:Q", y=y, text="label:N", color=alt.Color("ink:N", scale=None)
    )
    end = alt.Chart(_ends(rows, look)).mark_text(align="left", dx=8).encode(x="at:Q", y=y, text="label:N")
    layered = alt.layer(bars, inside, end).properties(height=alt.Step(38), width="container")
    return finished(layered.properties(title=caption(look, look.texts("sales_feedback.hint_verdicts"))), look)


def _verdict_part(rows: pd.DataFrame, verdict: Verdict, look: Look) -> pd.DataFrame:
    share = rows[f"{verdict}_rate"]
    ends = rows[[f"{verdict}_low", f"{verdict}_high"]].itertuples(index=False)
    return pd.DataFrame(
        {
            "name": rows["name"],
            "group": rows["group"],
            "verdict": str(verdict),
            "word": look.texts(f"sales_feedback.verdict.{verdict}"),
            "place": [Verdict.ACCEPTED, Verdict.RECYCLED, Verdict.REJECTED].index(verdict),
            "share": share,
            "share_text": [look.share(value) for value in share],
            "interval": [look.interval(*pair) for pair in ends],
            "leads": [look.number(value) for value in rows[str(verdict)]],
            "label": [look.share(value, decimals=0) if value >= _LABELLED_FROM_SHARE else "" for value in share],
        }
    )


def _ends(rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    marks = {"better": " ▲", "worse": " ▼"}
    intervals = [look.interval(*pair, decimals=0) for pair in rows[["accepted_low", "accepted_high"]].to_numpy()]
    labels = [
        look.texts("sales_feedback.bar_end", interval=interval, count=int(count)) + marks.get(str(standing), "")
        for interval, count, standing in zip(intervals, rows["judged"], rows["standing"], strict=True)
    ]
    return pd.DataFrame({"name": rows["name"], "at": 1.0, "label": labels})


def cause_colours(look: Look) -> dict[RejectionCause, str]:
    """The colour of each cause."""
    ink = look.ink
    return {
        RejectionCause.NO_FIT: ink.bad,
        RejectionCause.LOW_INTENT: ink.spent,
        RejectionCause.BAD_DATA: ink.accent,
        RejectionCause.TIMING: ink.accent_soft,
        RejectionCause.OTHER: ink.open,
    }


def reason_bars(reasons: pd.DataFrame, look: Look) -> dict[str, Any]:
    """The share of each reason among all leads refused for one, coloured by what it points to (REASON_SHARES)."""
    rows = reasons.head(MAX_REASONS)
    rows = rows.assign(
        name=[reason if len(reason) <= 34 else reason[:33] + "…" for reason in rows["reason"]],
        word=[look.texts(f"sales_feedback.cause.cause_{cause}") for cause in rows["cause"]],
        share_text=[look.share(value) for value in rows["share"]],
        interval=[look.interval(*pair) for pair in rows[["share_low", "share_high"]].itertuples(index=False)],
        count=[look.number(value) for value in rows["leads"]],
    )
    rows["label"] = [f"{row.share_text} (n = {row.count})" for row in rows[["share_text", "count"]].itertuples()]
    base = alt.Chart(rows[["name", "reason", "word", "share", "share_low", "share_high", "label",
                           "share_text", "interval", "count"]])  # fmt: skip
    top = float(rows["share_high"].max()) if len(rows) else 0.1
    scale = alt.Scale(domain=[0, max(top, 0.05) * 1.3], nice=False)
    hints = _hints(look, reason="reason", word="cause", share_text="share", interval="interval", count="leads")
    y = alt.Y("name:N", sort=list(rows["name"]), title=None)
    x = alt.X("share:Q", title=None, scale=scale, axis=share_axis(look, values=_ticks(top)))
    chosen = alt.selection_point(name=CHOSEN_REASON, fields=["reason"], on="click")
    bars = (
        base.mark_bar(height={"band": 0.7}, cursor="pointer")
        .encode(x=x, y=y, color=_cause_colour(look, list(dict.fromkeys(rows["cause"]))), tooltip=hints)
        .add_params(chosen)
    )
    whiskers = base.mark_rule(strokeWidth=2, color=look.ink.text).encode(
        x=alt.X("share_low:Q", scale=scale), x2="share_high:Q", y=y, tooltip=hints
    )
    words = base.mark_text(align="left", dx=8).encode(x=alt.X("share_high:Q", scale=scale), y=y, text="label:N")
    hint = caption(look, look.word("hint_interval"))
    return finished(
        alt.layer(bars, whiskers, words).properties(height=alt.Step(34), width="container", title=hint), look
    )


def _ticks(top: float) -> list[float]:
    step = 0.05 if top < 0.25 else 0.1 if top < 0.5 else 0.25
    return [step * place for place in range(int(min(top, 1.0) / step) + 1)]


def _cause_colour(look: Look, causes: list[str]) -> alt.Color:
    colours = {cause: colour for cause, colour in cause_colours(look).items() if str(cause) in causes}
    words = [look.texts(f"sales_feedback.cause.cause_{cause}") for cause in colours]
    scale = alt.Scale(domain=words, range=list(colours.values()))
    return alt.Color("word:N", title=None, sort=words, scale=scale, legend=alt.Legend(columns=3, labelLimit=300))


def cause_bars(causes: pd.DataFrame, look: Look) -> dict[str, Any]:
    """A bar of 100 % a channel, everybody first, split by what the reasons point to (REASON_SHARES by cause)."""
    ink, order = look.ink, {str(cause): place for place, cause in enumerate(RejectionCause)}
    sizes = causes.drop_duplicates("group").sort_values("base", ascending=False, kind="stable")["group"]
    rows = causes[causes["group"].isin(sizes.head(MAX_GROUPS))]
    names = {group: look.channel_label(group) if group else look.word("all_channels") for group in sizes}
    rows = rows.assign(name=rows["group"].map(names), place=rows["cause"].map(order))
    rows = rows.sort_values(["base", "group", "place"], ascending=[False, True, True], kind="stable")
    rows["end"] = rows.groupby("group")["share"].cumsum()
    rows["begin"], rows["middle"] = rows["end"] - rows["share"], rows["end"] - rows["share"] / 2
    dark = (str(RejectionCause.NO_FIT), str(RejectionCause.LOW_INTENT), str(RejectionCause.BAD_DATA))
    rows = rows.assign(
        word=[look.texts(f"sales_feedback.cause.cause_{cause}") for cause in rows["cause"]],
        share_text=[look.share(value) for value in rows["share"]],
        interval=[look.interval(*pair) for pair in rows[["share_low", "share_high"]].itertuples(index=False)],
        count=[look.number(value) for value in rows["leads"]],
        label=[look.share(value, decimals=0) if value >= 0.1 else "" for value in rows["share"]],
        ink=[ink.ground if cause in dark else ink.text for cause in rows["cause"]],
    )
    y = _names(rows)
    hints = _hints(look, name="group", word="cause", share_text="share", interval="interval", count="leads")
    base = alt.Chart(rows[["name", "word", "begin", "end", "middle", "label", "ink", "share_text", "interval",
                           "count"]])  # fmt: skip
    bars = base.mark_bar(height={"band": 0.74}, cornerRadius=0, stroke=ink.ground, strokeWidth=1).encode(
        x=alt.X("begin:Q", **_full_scale(look, 1.14)), x2="end:Q", y=y, tooltip=hints,
        color=_cause_colour(look, list(rows["cause"].unique())),
    )  # fmt: skip
    inside = base.mark_text(fontWeight=600).encode(
        x="middle:Q", y=y, text="label:N", color=alt.Color("ink:N", scale=None)
    )
    counts = rows.drop_duplicates("group")
    ends = pd.DataFrame({"name": counts["name"], "at": 1.0, "label": [f"n = {look.number(n)}" for n in counts["base"]]})
    end = alt.Chart(ends).mark_text(align="left", dx=8).encode(x="at:Q", y=y, text="label:N")
    return finished(alt.layer(bars, inside, end).properties(height=alt.Step(34), width="container"), look)


def _names(rows: pd.DataFrame) -> alt.Y:
    order = list(dict.fromkeys(rows["name"]))
    return alt.Y("name:N", sort=order, title=None, scale=alt.Scale(domain=order))


def _full_scale(look: Look, end: float) -> dict[str, Any]:
    """A scale of 0 to 100 % with room for words behind it."""
    axis = share_axis(look, values=[0, 0.25, 0.5, 0.75, 1])
    return {"title": None, "scale": alt.Scale(domain=[0, end], nice=False), "axis": axis}


def contact_curve(curve: pd.DataFrame, promise_hours: float, look: Look) -> dict[str, Any]:
    """The share of leads contacted by each hour of the first week, its band, and the promise (CONTACT_CURVE)."""
    rows = curve[curve["hours"] <= CURVE_HOURS]
    rows = rows.assign(
        share_text=[look.share(value) for value in rows["contacted_share"]],
        interval=[look.interval(*p) for p in rows[["contacted_low", "contacted_high"]].itertuples(index=False)],
        watched=[look.number(value) for value in rows["at_risk"]],
        when=[look.texts("sales_feedback.after_hours", hours=look.number(hours)) for hours in rows["hours"]],
    )
    hints = _hints(look, when="when", share_text="contacted", interval="interval", watched="at_risk")
    base = alt.Chart(rows[["hours", "contacted_share", "contacted_low", "contacted_high", "when", "share_text",
                           "interval", "watched"]])  # fmt: skip
    days = look.texts("sales_feedback.axis_hours")
    ticks = [0, *range(24, CURVE_HOURS + 1, 24)]
    x = alt.X("hours:Q", title=days, scale=alt.Scale(domain=[0, CURVE_HOURS], nice=False), axis=alt.Axis(values=ticks))
    y = alt.Y("contacted_share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=share_axis(look, tickCount=5))
    band = base.mark_area(color=look.ink.accent_soft, opacity=0.45, interpolate="step-after").encode(
        x=x, y=alt.Y("contacted_low:Q", title=None), y2="contacted_high:Q"
    )
    line = base.mark_line(color=look.ink.accent, strokeWidth=3, interpolate="step-after").encode(x=x, y=y)
    # A wide invisible line, so that a hand finds the hint.
    grip = base.mark_rule(strokeWidth=8, opacity=0).encode(x=x, tooltip=hints)
    mark = alt.Chart(_promise(rows, promise_hours, look))
    rule = mark.mark_rule(color=look.ink.spent, strokeWidth=2, strokeDash=[5, 4]).encode(x="hours:Q")
    point = mark.mark_point(filled=True, size=130, opacity=1, color=look.ink.spent).encode(x="hours:Q", y="share:Q")
    words = mark.mark_text(align="left", dx=12, dy=16, fontWeight=600).encode(x="hours:Q", y="share:Q", text="label:N")
    hint = caption(look, look.word("hint_band"))
    layered = alt.layer(band, line, grip, rule, point, words)
    return finished(layered.properties(height=300, width="container", title=hint), look)


def _promise(rows: pd.DataFrame, promise_hours: float, look: Look) -> pd.DataFrame:
    reached = rows[rows["hours"] <= promise_hours].tail(1)
    if reached.empty or promise_hours > CURVE_HOURS:
        return pd.DataFrame({"hours": [], "share": [], "label": []})
    share, hours = float(reached["contacted_share"].iloc[0]), look.number(promise_hours)
    label = look.texts("sales_feedback.promise_label", share=look.share(share, decimals=0), hours=hours)
    return pd.DataFrame({"hours": [promise_hours], "share": [share], "label": [label]})


def follow_up_points(buckets: pd.DataFrame, look: Look, *, outcome: str) -> dict[str, Any]:
    """The conversion rate by hours waited for the first contact, with interval and n (FOLLOW_UP_BUCKETS)."""
    rows = buckets[buckets["leads"] > 0]
    rows = rows.assign(
        name=[bucket_name(begin, end, look) for begin, end in rows[["hours_from", "hours_to"]].to_numpy()],
        rate_text=[look.share(value) for value in rows["rate"]],
        interval=[look.interval(*pair) for pair in rows[["rate_low", "rate_high"]].itertuples(index=False)],
        count=[look.number(value) for value in rows["leads"]],
        hits=[look.number(value) for value in rows["converted"]],
    )
    rows["label"] = [f"{row.rate_text} (n = {row.count})" for row in rows[["rate_text", "count"]].itertuples()]
    base = alt.Chart(rows[["name", "rate", "rate_low", "rate_high", "label", "rate_text", "interval", "hits",
                           "count"]])  # fmt: skip
    order = list(rows["name"])
    top = float(rows["rate_high"].max()) if len(rows) else 0.1
    scale = alt.Scale(domain=[0, max(top, 0.02) * 1.5], nice=False)
    y = alt.Y("name:N", sort=order, title=look.texts("sales_feedback.axis_wait"), scale=alt.Scale(domain=order))
    title = look.texts(f"sales_feedback.outcome_share.{outcome}")
    x = alt.X("rate:Q", scale=scale, title=title, axis=share_axis(look, values=_ticks(top)))
    hints = _hints(look, name="wait", rate_text="share", interval="interval", hits="converted", count="leads")
    whiskers = base.mark_rule(strokeWidth=4, color=look.ink.accent_soft, strokeCap="round").encode(
        x=alt.X("rate_low:Q", scale=scale), x2="rate_high:Q", y=y, tooltip=hints
    )
    points = base.mark_point(filled=True, size=150, opacity=1, color=look.ink.accent).encode(x=x, y=y, tooltip=hints)
    words = base.mark_text(align="left", dx=12).encode(x=alt.X("rate_high:Q", scale=scale), y=y, text="label:N")
    layered = alt.layer(whiskers, points, words).properties(height=alt.Step(BAR_STEP), width="container")
    return finished(layered.properties(title=caption(look, look.word("hint_interval"))), look)


def bucket_name(hours_from: float, hours_to: float, look: Look) -> str:
    """Under 4 hours, 4–24 hours, 1–3 days, over 7 days."""
    if hours_to == float("inf"):
        return look.texts("sales_feedback.wait_over", days=look.number(hours_from / 24))
    if hours_from == 0:
        return look.texts("sales_feedback.wait_under", hours=look.number(hours_to))
    if hours_from < 24:
        return look.texts("sales_feedback.wait_hours", low=look.number(hours_from), high=look.number(hours_to))
    return look.texts("sales_feedback.wait_days", low=look.number(hours_from / 24), high=look.number(hours_to / 24))


def rate_months(months: pd.DataFrame, look: Look, *, rate: str) -> dict[str, Any]:
    """A rate by month of the hand-over with its interval: ``rate`` accepted (VERDICT_RATES) or kept (CONTACT_TIMES).

    Months of which not all hand-overs are old enough are hollow.
    """
    n = {"accepted": "judged", "kept": "promise_base"}[rate]
    rows = months[(months["group"] != "") & (months[n] > 0)]
    rows = rows.assign(
        when=[formats.month(date.fromisoformat(f"{group}-01"), look.language) for group in rows["group"]],
        share=rows[f"{rate}_rate"],
        low=rows[f"{rate}_low"],
        high=rows[f"{rate}_high"],
        is_whole=rows[n] >= rows["leads"] * 0.95,
        count=[look.number(value) for value in rows[n]],
    )
    rows["share_text"] = [look.share(value) for value in rows["share"]]
    rows["interval"] = [look.interval(*pair) for pair in rows[["low", "high"]].itertuples(index=False)]
    base = alt.Chart(rows[["when", "share", "low", "high", "is_whole", "share_text", "interval", "count"]])
    order = list(rows["when"])
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=12)
    x = alt.X("when:O", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order))
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=share_axis(look, tickCount=5))
    hints = _hints(look, when="month", share_text="share", interval="interval", count="n")
    line = base.mark_line(color=look.ink.accent_soft, strokeWidth=2).encode(x=x, y=y)
    whiskers = base.mark_rule(strokeWidth=4, color=look.ink.accent_soft, strokeCap="round").encode(
        x=x, y=alt.Y("low:Q"), y2="high:Q", tooltip=hints
    )
    points = base.mark_point(size=110, opacity=1, color=look.ink.accent, strokeWidth=2).encode(
        x=x, y=y, tooltip=hints,
        fill=alt.condition("datum.is_whole", alt.value(look.ink.accent), alt.value(look.ink.ground)),
    )  # fmt: skip
    hint = caption(look, look.word("hint_interval"), look.texts("sales_feedback.hint_hollow"))
    layered = alt.layer(line, whiskers, points).properties(height=220, width="container", title=hint)
    return finished(layered, look)


def _hints(look: Look, **fields: str) -> list[alt.Tooltip]:
    """Tooltip lines of fields that hold finished text."""
    return [
        alt.Tooltip(f"{field}:N", title=look.texts(f"sales_feedback.hint.{word}")) for field, word in fields.items()
    ]
