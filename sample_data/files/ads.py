"""Google Ads (German), Meta (German workbook), LinkedIn (UTF-16) and Microsoft Advertising."""

from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.files import delimited as text
from sample_data.files.workbooks import DATE, MONEY, SheetFile
from sample_data.world.history import World
from sample_data.world.platforms import VALUE_PER_CLAIM
from sample_data.world.randomness import part
from sample_data.world.streams import INDEX, STREAMS

_GERMAN_MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                  "November", "Dezember")  # fmt: skip


def ad_files(world: World, ads: pd.DataFrame, folder: Path) -> None:
    """One file a platform."""
    named = ads.assign(
        name=world.campaigns["campaign"].to_numpy()[ads["campaign"]],
        id=world.campaigns["campaign_id"].to_numpy()[ads["campaign"]],
        type=world.campaigns["campaign_type"].to_numpy()[ads["campaign"]],
        euros=ads["cents"] / 100,
        value=ads["claimed"] * np.array([VALUE_PER_CLAIM.get(s.name, 0.0) for s in STREAMS])[ads["stream"]],
    )

    def of(*streams: str) -> pd.DataFrame:
        return named[named["stream"].isin([INDEX[name] for name in streams])].reset_index(drop=True)

    _google(of("google_search", "google_display"), world, folder / "Kampagnenbericht.csv")
    _meta(of("meta"), world, folder)
    _linkedin(of("linkedin"), world, folder / "account_512840917_campaign_performance_report.csv")
    _microsoft(of("microsoft_search"), world, folder / "Campaign_performance_report.csv")


def _long_german(day: object) -> str:
    moment = pd.Timestamp(day)
    return f"{moment.day}. {_GERMAN_MONTHS[moment.month - 1]} {moment.year}"


def _google(rows: pd.DataFrame, world: World, path: Path) -> None:
    def cells(frame: pd.DataFrame) -> dict[str, list[str]]:
        rate = frame["clicks"] / frame["impressions"].where(frame["impressions"] > 0)
        return {
            "Währungscode": ["EUR"] * len(frame),
            "Kosten": text.german(frame["euros"]),
            "Impr.": text.german(frame["impressions"], 0),
            "Klicks": text.german(frame["clicks"], 0),
            "CTR": [f"{share} %" if share != "nan" else " --" for share in text.german(rate * 100)],
            "Conversions": text.german(frame["claimed"]),
            "Conv.-Wert": text.german(frame["value"]),
        }

    table = pd.DataFrame(
        {
            "Tag": text.stamps(rows["day"], "%d.%m.%Y"),
            "Kampagnenstatus": "Aktiviert",
            "Kampagne": rows["name"],
            "Kampagnen-ID": rows["id"],
            "Kampagnentyp": rows["type"].map({"Search": "Suchnetzwerk", "Display": "Displaynetzwerk"}),
            **cells(rows),
        }
    )
    numbers = ["euros", "impressions", "clicks", "claimed", "value"]
    totals = []
    for label, counted in (
        ("Gesamt: Kampagnen", rows),
        ("Gesamt: Konto", rows),
        ("Gesamt: Suchnetzwerk", rows[rows["type"] == "Search"]),
        ("Gesamt: Displaynetzwerk", rows[rows["type"] == "Display"]),
    ):
        total = pd.DataFrame([counted[numbers].sum()])
        totals.append(pd.DataFrame({"Tag": label, "Kampagnenstatus": " --", "Kampagne": " --", "Kampagnen-ID": " --",
                                    "Kampagnentyp": " --", **cells(total)}))  # fmt: skip
    period = f"{_long_german(world.horizon.start_on)} - {_long_german(world.horizon.until)}"
    lines = ["Kampagnenbericht", f'"{period}"', text.line(list(table.columns), ",")]
    lines += text.lines_of(table, ",") + text.lines_of(pd.concat(totals), ",")
    text.write_text(path, lines, encoding="utf-8-sig", line_end="\n")


def _meta(rows: pd.DataFrame, world: World, folder: Path) -> None:
    start, end = (pd.Timestamp(day) for day in (world.horizon.start_on, world.horizon.until))
    path = folder / f"Nordwieck-Kampagnen-{start:%d.%m.%Y}-{end:%d.%m.%Y}.xlsx"
    table = pd.DataFrame(
        {
            "Berichtsbeginn": rows["day"],
            "Berichtsende": rows["day"],
            "Kampagnenname": rows["name"],
            "Tag": rows["day"],
            "Auslieferung der Kampagne": "active",
            "Ergebnisse": rows["claimed"].where(rows["claimed"] > 0),
            "Reichweite": (rows["impressions"] * 0.71).astype(int),
            "Impressionen": rows["impressions"],
            "Ausgegebener Betrag (EUR)": rows["euros"],
            "Link-Klicks": rows["clicks"],
            "CPM (Kosten pro 1.000 Impressionen) (EUR)": (
                rows["euros"] * 1000 / rows["impressions"].where(rows["impressions"] > 0)
            ).round(4),
            "Conversion-Wert": rows["value"].where(rows["value"] > 0),
        }
    )
    sums = {name: table[name].sum() for name in ("Ergebnisse", "Impressionen", "Link-Klicks", "Conversion-Wert")}
    sums["Ausgegebener Betrag (EUR)"] = rows["cents"].sum() / 100
    # Ads Manager puts its summary directly under the heading, with a blank campaign name.
    summary = pd.DataFrame([{"Berichtsbeginn": start, "Berichtsende": end, **sums}])
    dates = dict.fromkeys(("Berichtsbeginn", "Berichtsende", "Tag"), DATE)
    with SheetFile(path, "Worksheet") as book:
        book.table(
            pd.concat([summary.reindex(columns=table.columns), table.astype(object)], ignore_index=True),
            dates | {"Ausgegebener Betrag (EUR)": MONEY},
        )


def _linkedin(rows: pd.DataFrame, world: World, path: Path) -> None:
    """Two ad campaigns in most groups: several rows of a group and day, which belong together."""
    rng = part(world.seed, "LinkedIn ad formats")
    second = (rows["campaign"] % 3 != 0).to_numpy()
    share = np.where(second, rng.uniform(0.35, 0.65, len(rows)), 1.0)
    first_half = _split(rows, share, "Single image")
    second_half = _split(rows, share, "Document ad", rest_of=first_half)[second]
    both = pd.concat([first_half, second_half]).sort_values(["day", "campaign"], kind="stable", ignore_index=True)
    day = text.american_days(both["day"])
    start, end = (pd.Timestamp(value) for value in (world.horizon.start_on, world.horizon.until))

    def numbers(frame: pd.DataFrame) -> dict[str, list[str]]:
        return {
            "Total Spent": text.plain(frame["euros"]),
            "Impressions": text.plain(frame["impressions"], 0),
            "Clicks": text.plain(frame["clicks"], 0),
            "Conversions": text.plain(frame["claimed"], 0),
            "Total Conversion Value": text.plain(frame["value"]),
        }

    table = pd.DataFrame(
        {
            "Start Date (in UTC)": day,
            "Account Name": "Nordwieck Maschinenbau",
            "Currency": "EUR",
            "Campaign Group Name": both["name"],
            "Campaign Group ID": both["id"],
            "Campaign Name": both["name"] + " | " + both["format"],
            "Campaign Type": "Sponsored Content",
            "Campaign Objective": both["type"],
            **numbers(both),
        }
    )
    total = pd.DataFrame([both[["euros", "impressions", "clicks", "claimed", "value"]].sum()])
    footer = pd.DataFrame({name: [""] for name in table.columns} | numbers(total)).assign(**{"Account Name": "Total"})
    lines = [
        "Campaign Performance Report (in UTC)",
        f"Report Start: {start:%B} {start.day}, {start.year}, 12:00 AM",
        f"Report End: {end:%B} {end.day}, {end.year}, 11:59 PM",
        f"Date Generated: {end:%B} {end.day}, {end.year}, 11:59 PM",
        "",
        text.line(list(table.columns), "\t"),
        *text.lines_of(table, "\t"),
        *text.lines_of(footer[list(table.columns)], "\t"),
    ]
    text.write_text(path, lines, encoding="utf-16")


def _split(rows: pd.DataFrame, share: np.ndarray, ad_format: str, rest_of: pd.DataFrame | None = None) -> pd.DataFrame:
    """The first part of every number, or what another first part leaves."""
    result = rows.assign(format=ad_format)
    for name in ("cents", "impressions", "clicks", "claimed"):
        whole = rows[name].to_numpy()
        result[name] = np.rint(whole * share).astype("int64") if rest_of is None else whole - rest_of[name].to_numpy()
    return result.assign(euros=result["cents"] / 100, value=result["claimed"] * VALUE_PER_CLAIM["linkedin"])


def _microsoft(rows: pd.DataFrame, world: World, path: Path) -> None:
    start, end = (pd.Timestamp(value) for value in (world.horizon.start_on, world.horizon.until))
    table = pd.DataFrame(
        {
            "Gregorian date": text.american_days(rows["day"]),
            "Account name": "Nordwieck Maschinenbau",
            "Campaign name": rows["name"],
            "Campaign ID": rows["id"],
            "Campaign type": "Search",
            "Currency code": "EUR",
            "Impressions": text.english(rows["impressions"], 0),
            "Clicks": text.english(rows["clicks"], 0),
            "Spend": text.english(rows["euros"]),
            "Conversions": text.english(rows["claimed"], 0),
            "Revenue": text.english(rows["value"]),
        }
    )
    lines = [
        '"Report Name: Campaign performance report"',
        f'"Report Time: {start.month}/{start.day}/{start.year} - {end.month}/{end.day}/{end.year}"',
        '"Time Zone: (GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"',
        f'"Last Completed Available Day: {end.month}/{end.day}/{end.year} 11:59:00 PM (GMT)"',
        f'"Rows: {len(table)}"',
        "",
        text.line(list(table.columns), ","),
        *text.lines_of(table, ","),
        "",
        f'"©{end.year} Microsoft Corporation. All rights reserved. "',
    ]
    text.write_text(path, lines, encoding="utf-8-sig")
