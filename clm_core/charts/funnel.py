"""Funnel charts: how many came how far, at which rates, where they dropped out and after how long."""

from typing import Any

import altair as alt
import pandas as pd

from clm_core.charts.theme import BAR_STEP, Look, caption, count_axis, finished, share_axis, tooltips
from clm_core.records import Stage

MAX_GROUPS = 20
CHOSEN_BAR = "chosen_bar"
"""Selection of funnel_bars: the stage whose bar was clicked, as {"stage": …}."""
_LABELLED_FROM_SHARE = 0.07


def funnel_bars(stages: pd.DataFrame, look: Look, *, comparison: pd.DataFrame | None = None) -> dict[str, Any]:
    """A bar a stage with count and rates; the comparison cohort as an outline.

    ``stages`` is result_columns.FUNNEL_STAGES of one group, ``comparison`` FUNNEL_COMPARISON of the same.
    """
    rows = _named(stages, look)
    rows["label"] = [_bar_label(row, look) for row in rows.to_dict("records")]
    rows["rate"] = [look.share(value) for value in rows["step_rate"]]
    rows["interval"] = [look.interval(*ends) for ends in rows[["step_low", "step_high"]].itertuples(index=False)]
    rows["of_start"] = [look.share(value) for value in rows["start_rate"]]
    rows["people"] = [look.number(value) for value in rows["reached"]]
    rows["skipped_people"] = [look.number(value) for value in rows["skipped"]]
    before = None if comparison is None else comparison.set_index("stage")["reached_before"]
    rows["end"] = rows["reached"]
    lines = {"people": "people", "rate": "step_rate", "interval": "interval", "of_start": "start_rate"}
    lines |= {"skipped_people": "skipped"}
    fields = ["name", "stage", "reached", "end", "label"]
    if before is not None:
        rows["before"] = rows["stage"].map(before).fillna(0).astype(int)
        rows["before_text"] = [look.number(value) for value in rows["before"]]
        rows["end"] = rows[["reached", "before"]].max(axis=1)
        lines |= {"before_text": "before"}
        fields.append("before")
    order = list(rows["name"])
    base = alt.Chart(rows[[*fields, *lines]])
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelFontWeight=600))
    scale = alt.Scale(domain=[0, max(float(rows["end"].max()) * 1.24, 1.0)], nice=False)
    chosen = alt.selection_point(name=CHOSEN_BAR, fields=["stage"], on="click")
    bars = (
        base.mark_bar(color=look.ink.accent, height={"band": 0.78}, cursor="pointer")
        .encode(x=alt.X("reached:Q", axis=None, scale=scale), y=y, tooltip=tooltips(look, name="stage", **lines))
        .add_params(chosen)
    )
    layers: list[alt.Chart] = [bars]
    if before is not None:
        outline = base.mark_bar(
            filled=False, stroke=look.ink.muted, strokeWidth=1.5, strokeDash=[4, 3], height={"band": 0.92}
        )
        # Beneath the bars, so that a click meets the bar.
        layers.insert(
            0,
            outline.encode(
                x=alt.X("before:Q", scale=scale, axis=None), y=y, tooltip=tooltips(look, name="stage", **lines)
            ),
        )
    layers.append(base.mark_text(align="left", dx=10).encode(x=alt.X("end:Q", scale=scale), y=y, text="label:N"))
    hint = caption(look, look.word("hint_rates"), *([] if before is None else [look.word("hint_outline")]))
    return finished(alt.layer(*layers).properties(height=alt.Step(BAR_STEP), width="container", title=hint), look)


def _bar_label(row: dict[Any, Any], look: Look) -> str:
    count = look.number(row["reached"])
    return count if pd.isna(row["step_rate"]) else f"{count} · {look.share(row['step_rate'])}"


def _named(rows: pd.DataFrame, look: Look) -> pd.DataFrame:
    return rows.assign(name=[stage_name(stage, look) for stage in rows["stage"]])


def stage_name(stage: str, look: Look) -> str:
    """The stage's people, as a reader calls them."""
    return look.texts(f"stages.plural.{Stage(stage)}")


def funnel_rates(stages: pd.DataFrame, look: Look, *, comparison: pd.DataFrame | None = None) -> dict[str, Any]:
    """Step rates with n and 95 % interval; the comparison cohort's rates as hollow points.

    Takes the same frames as funnel_bars.
    """
    rows = _named(stages, look)
    previous = rows["name"].astype("str").shift(fill_value="")
    rows = rows.assign(step=[f"{left} → {right}" for left, right in zip(previous, rows["name"], strict=True)])
    if comparison is not None:
        rows["step_rate_before"] = rows["stage"].map(comparison.set_index("stage")["step_rate_before"])
    rows = rows[rows["step_base"] > 0].copy()
    has_before = "step_rate_before" in rows and bool(rows["step_rate_before"].notna().any())
    rows["rate"] = [look.share(value) for value in rows["step_rate"]]
    rows["interval"] = [look.interval(*ends) for ends in rows[["step_low", "step_high"]].itertuples(index=False)]
    rows["n"] = [look.number(value) for value in rows["step_base"]]
    rows["label"] = [f"{rate} (n = {n})" for rate, n in zip(rows["rate"], rows["n"], strict=True)]
    lines = {"step": "step", "rate": "step_rate", "interval": "interval", "n": "n"}
    fields = ["step_rate", "step_low", "step_high", "end", "label", *lines]
    rows["end"] = rows["step_high"]
    if has_before:
        rows["end"] = rows[["step_high", "step_rate_before"]].max(axis=1)
        rows["rate_before"] = [look.share(value) for value in rows["step_rate_before"]]
        lines |= {"rate_before": "before"}
        fields += ["step_rate_before", "rate_before"]
    base = alt.Chart(rows[fields])
    y = alt.Y("step:N", sort=list(rows["step"]), title=None, axis=alt.Axis(labelFontWeight=600))
    scale = alt.Scale(domain=[0, min(max(float(rows["step_high"].max(skipna=True)), 0.1) * 1.9, 1.85)], nice=False)
    x = alt.X("step_rate:Q", scale=scale, title=look.word("step_rate"), axis=share_axis(look, values=_RATE_TICKS))
    hints = tooltips(look, **lines)
    layers: list[alt.Chart] = [
        base.mark_rule(strokeWidth=4, color=look.ink.accent_soft, strokeCap="round").encode(
            x=alt.X("step_low:Q", scale=scale), x2="step_high:Q", y=y, tooltip=hints
        ),
        base.mark_point(filled=True, size=150, opacity=1, color=look.ink.accent).encode(x=x, y=y, tooltip=hints),
        base.mark_text(align="left", dx=12).encode(x=alt.X("end:Q", scale=scale), y=y, text="label:N"),
    ]
    if has_before:
        hollow = base.mark_point(filled=False, size=150, strokeWidth=2, opacity=1, color=look.ink.muted)
        layers.append(hollow.encode(x=alt.X("step_rate_before:Q", scale=scale), y=y, tooltip=hints))
    hint = caption(look, look.word("hint_interval"), *([look.word("hint_hollow")] if has_before else []))
    return finished(alt.layer(*layers).properties(height=alt.Step(BAR_STEP), width="container", title=hint), look)


_RATE_TICKS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]


def funnel_by_group(groups: pd.DataFrame, look: Look, *, is_by_channel: bool, stage: Stage) -> dict[str, Any]:
    """For each group the share of its starters that reached a stage, with interval and n, largest group first."""
    rows = groups[(groups["stage"] == stage) & (groups["start_base"] > 0)]
    rows = rows.sort_values(["start_base", "group"], ascending=[False, True]).head(MAX_GROUPS)
    rows = rows.assign(
        name=[group_name(group, look, is_by_channel=is_by_channel) for group in rows["group"]],
        colour=[look.channel_colour(group) if is_by_channel else look.ink.accent for group in rows["group"]],
        rate=[look.share(value) for value in rows["start_rate"]],
        interval=[look.interval(*ends) for ends in rows[["start_low", "start_high"]].itertuples(index=False)],
        n=[look.number(value) for value in rows["start_base"]],
        people=[look.number(value) for value in rows["reached"]],
    )
    rows["label"] = [f"{row.rate}   ({row.people} / {row.n})" for row in rows.itertuples()]
    lines = {"name": "group", "rate": "start_rate", "interval": "interval", "people": "people", "n": "n"}
    base = alt.Chart(rows[["start_rate", "start_low", "start_high", "colour", "label", *lines]])
    y = alt.Y("name:N", sort=list(rows["name"]), title=None)
    top = float(rows["start_high"].max()) if len(rows) else 0.1
    scale = alt.Scale(domain=[0, max(top, 0.02) * 1.35], nice=False)
    colour = alt.Color("colour:N", scale=None)
    title = look.word("share_reaching", stage=stage_name(stage, look))
    hints = tooltips(look, **lines)
    whiskers = base.mark_rule(strokeWidth=4, opacity=0.4, strokeCap="round").encode(
        x=alt.X("start_low:Q", scale=scale), x2="start_high:Q", y=y, color=colour, tooltip=hints
    )
    points = base.mark_point(filled=True, size=150, opacity=1).encode(
        x=alt.X("start_rate:Q", scale=scale, title=title, axis=share_axis(look)), y=y, color=colour, tooltip=hints
    )
    words = base.mark_text(align="left", dx=12).encode(x=alt.X("start_high:Q", scale=scale), y=y, text="label:N")
    hint = caption(look, look.word("hint_interval"))
    chart = alt.layer(whiskers, points, words).properties(height=alt.Step(34), width="container", title=hint)
    return finished(chart, look)


def group_name(group: str, look: Look, *, is_by_channel: bool) -> str:
    """What a group is called; a blank has a name too."""
    if not group:
        return look.word("not_given")
    return look.channel_label(group) if is_by_channel else group


def drop_out(steps: pd.DataFrame, look: Look) -> dict[str, Any]:
    """What became of the people of each stage, as shares of a whole bar (result_columns.FUNNEL_STEPS of one group)."""
    colours = {
        "moved_on": look.ink.accent,
        "still_open": look.ink.open,
        "rejected": look.ink.worse,
        "lost": look.ink.bad,
    }
    rows = _named(steps[steps["entered"] > 0], look).melt(
        id_vars=["name", "entered"], value_vars=list(colours), var_name="standing", value_name="count"
    )
    rows["part"] = rows["count"] / rows["entered"]
    rows["position"] = rows["standing"].map({name: place for place, name in enumerate(colours)})
    rows = rows.sort_values(["name", "position"], kind="stable")
    ends = rows.groupby("name")["part"].cumsum()
    rows["middle"] = ends - rows["part"] / 2
    rows["share"] = [look.share(value, decimals=0) for value in rows["part"]]
    rows["label"] = rows["share"].where(rows["part"] >= _LABELLED_FROM_SHARE, "")
    rows["people"] = [look.number(value) for value in rows["count"]]
    rows["n"] = [look.number(value) for value in rows["entered"]]
    rows["standing"] = [look.word(name) for name in rows["standing"]]
    lines = {"name": "stage", "standing": "standing", "people": "people", "share": "share", "n": "n"}
    base = alt.Chart(rows[["part", "position", "middle", "label", *lines]])
    y = alt.Y("name:N", sort=[stage_name(stage, look) for stage in steps["stage"]], title=None)
    domain = [look.word(name) for name in colours]
    colour = alt.Color(
        "standing:N",
        title=None,
        scale=alt.Scale(domain=domain, range=list(colours.values())),
        sort=domain,
        legend=alt.Legend(columns=2),
    )
    x_axis = share_axis(look, values=[0, 0.25, 0.5, 0.75, 1])
    bars = base.mark_bar(cornerRadiusEnd=0, height={"band": 0.74}).encode(
        x=alt.X("part:Q", stack="zero", title=look.word("share_of_stage"), axis=x_axis, scale=alt.Scale(domain=[0, 1])),
        y=y,
        color=colour,
        order="position:Q",
        tooltip=tooltips(look, **lines),
    )
    on_bar = "#FFFFFF" if look.ink.ground == "#FFFFFF" else "#0B121A"
    words = base.mark_text(fontWeight=600).encode(
        x="middle:Q",
        y=y,
        text="label:N",
        color=alt.condition("datum.position == 1 || datum.position == 2", alt.value(look.ink.text), alt.value(on_bar)),
    )
    return finished(alt.layer(bars, words).properties(height=alt.Step(BAR_STEP), width="container"), look)


def time_in_stage(steps: pd.DataFrame, look: Look) -> dict[str, Any]:
    """Days from one stage to the next: the middle half as a box, the median as a line, nine in ten as a whisker."""
    rows = steps[steps["lag_count"] > 0]
    rows = rows.assign(
        step=[
            f"{stage_name(a, look)} → {stage_name(b, look)}"
            for a, b in zip(rows["stage"], rows["next_stage"], strict=True)
        ]
    )
    for name in ("lag_q1_days", "lag_median_days", "lag_q3_days", "lag_p90_days"):
        rows[name.replace("lag_", "").replace("_days", "")] = [look.number(value) for value in rows[name]]
    rows["n"] = [look.number(value) for value in rows["lag_count"]]
    rows["middle_half"] = [f"{low}–{high}" for low, high in zip(rows["q1"], rows["q3"], strict=True)]
    rows["label"] = [look.word("median_days", days=row.median, n=row.n) for row in rows.itertuples()]
    lines = {"step": "step", "median": "median", "middle_half": "middle_half", "p90": "p90", "n": "n"}
    numbers = ["lag_q1_days", "lag_median_days", "lag_q3_days", "lag_p90_days"]
    base = alt.Chart(rows[[*numbers, "label", *lines]])
    y = alt.Y("step:N", sort=list(rows["step"]), title=None)
    top = float(rows["lag_p90_days"].max()) if len(rows) else 1.0
    # The words beside the longest line need about as much room as the line itself.
    scale = alt.Scale(domain=[0, max(top, 1.0) * 2.6], nice=False)
    hints = tooltips(look, **lines)
    whisker = base.mark_rule(color=look.ink.muted, strokeWidth=2).encode(
        x=alt.X("lag_q3_days:Q", scale=scale), x2="lag_p90_days:Q", y=y, tooltip=hints
    )
    box = base.mark_bar(color=look.ink.accent_soft, height=22, cornerRadius=3, cornerRadiusEnd=3).encode(
        x=alt.X("lag_q1_days:Q", scale=scale, title=look.word("days"), axis=count_axis()),
        x2="lag_q3_days:Q",
        y=y,
        tooltip=hints,
    )
    median = base.mark_tick(color=look.ink.accent, thickness=4, size=30).encode(
        x=alt.X("lag_median_days:Q", scale=scale), y=y, tooltip=hints
    )
    words = base.mark_text(align="left", dx=12).encode(x=alt.X("lag_p90_days:Q", scale=scale), y=y, text="label:N")
    hint = caption(look, look.word("hint_box"))
    chart = alt.layer(whisker, box, median, words).properties(height=alt.Step(BAR_STEP), width="container", title=hint)
    return finished(chart, look)
