"""The company's campaigns: evergreen and quarterly ones on platforms, dated ones for fairs, mailings and webinars."""

import numpy as np
import pandas as pd

from sample_data.world.calendar import Horizon
from sample_data.world.streams import INDEX

TOPICS = ("Laserschneiden", "Biegezentren", "Entgraten", "Roboterzellen", "Retrofit")
_QUARTER_THEMES = ("Fruehjahrsaktion", "Sommeraktion", "Herbstaktion", "Jahresendaktion")
# Name, month and the usual budget in euros: invented fairs, the large ones every other year.
_FAIRS = (
    ("Blech und Form Hannover", 3, 62_000, 0), ("Fertigungstage Stuttgart", 5, 84_000, 0),
    ("Metallica Linz", 5, 38_000, 0), ("Automation Forum Nuernberg", 6, 56_000, 0),
    ("Swiss Metalworks Bern", 9, 47_000, 0), ("Weltmesse Werkzeugmaschine Koeln", 9, 235_000, 1),
    ("Blechforum Dortmund", 10, 118_000, 2), ("Schweissen und Trennen Leipzig", 10, 66_000, 0),
    ("Hausmesse Emden", 11, 52_000, 0), ("Zuliefertage Bremen", 2, 34_000, 0),
)  # fmt: skip
_MAILING_MONTHS = (1, 2, 3, 5, 6, 9, 10, 11)
_MAILINGS = ("Retrofit-Scheck", "Produktkatalog", "Fruehjahrsangebot", "Energieeffizienz", "Ersatzteilpaket",
             "Messeeinladung", "Herbstangebot", "Jahresendangebot")  # fmt: skip
_WEBINAR_TOPICS = ("Laserschneiden ohne Nacharbeit", "Automatisiertes Biegen", "Entgraten nach Norm",
                   "Roboterzelle fuer Einsteiger", "Retrofit oder Neukauf", "Energiekosten senken")  # fmt: skip
_REGIONS = ("Nord", "West", "Sued", "Ost", "Oesterreich", "Schweiz")
_PARTNERS = ("Maschinenhandel Ostermoor", "CNC-Vertrieb Lindhorst", "Technikhaus Gruenbacher", "Robotik Partner Wels",
             "Blechtechnik Romanshorn", "Benelux Machinery Partner")  # fmt: skip


def campaigns(horizon: Horizon, rng: np.random.Generator) -> pd.DataFrame:
    """All campaigns: stream, campaign, campaign_type, start_on, end_on, weight (share of the stream's daily money)
    and cost (of dated ones); the index is the campaign's number."""
    rows = [*_evergreen(horizon), *_quarterly(horizon), *_dated(horizon, rng)]
    frame = pd.DataFrame(rows, columns=["stream", "campaign", "campaign_type", "start_on", "end_on", "weight", "cost"])
    frame["weight"] *= np.exp(0.35 * rng.standard_normal(len(frame)))
    frame["stream"] = frame["stream"].map(INDEX)
    numbers = rng.permutation(np.arange(100_000, 999_999, 811))[: len(frame)]
    frame["campaign_id"] = [f"{18_000_000_000 + int(number) * 1_009}" for number in numbers]
    return frame


def _evergreen(horizon: Horizon) -> list[tuple]:
    always = (horizon.days[0], horizon.days[-1])
    names: list[tuple[str, str, str, float]] = []
    for country, share in (("DE", 1.0), ("AT", 0.35), ("CH", 0.4)):
        names += [("google_search", f"{country}_Search_{topic}", "Search", share) for topic in ("Brand", *TOPICS)]
        names += [("google_search", f"{country}_Search_Wettbewerber", "Search", share * 0.6)]
    names += [
        ("google_search", "Gesamtpaket Brand", "Search", 0.3),
        ("google_search", "EN_Search_Laser", "Search", 0.3),
    ]
    names += [("microsoft_search", f"DE_Bing_{topic}", "Search", 1.0) for topic in ("Brand", *TOPICS)]
    names += [("microsoft_search", "AT_CH_Bing_Alle", "Search", 0.6)]
    names += [("google_display", f"DACH_Display_{topic}", "Display", 1.0) for topic in ("Remarketing", *TOPICS)]
    names += [("meta", f"Meta_DACH_{topic}", "Leads", 1.0) for topic in ("Remarketing", "Karriere_und_Marke", "Laser")]
    names += [("linkedin", f"LI_{topic}", "Lead generation", 1.0) for topic in ("Thought_Leadership", *TOPICS)]
    names += [("email", "Nurturing Neukontakte", "", 1.0), ("email", "Nurturing Bestandskunden", "", 0.7)]
    names += [("field_sales", f"Außendienst {region}", "", 1.0) for region in _REGIONS]
    names += [("partners", f"Partner {partner}", "", 1.0) for partner in _PARTNERS]
    return [(stream, name, type_, *always, weight, np.nan) for stream, name, type_, weight in names]


def _quarterly(horizon: Horizon) -> list[tuple]:
    rows: list[tuple] = []
    first = pd.Timestamp(horizon.days[0]).to_period("Q")
    last = pd.Timestamp(horizon.days[-1]).to_period("Q")
    for number, quarter in enumerate(pd.period_range(first, last, freq="Q")):
        span = (
            max(quarter.start_time.to_datetime64().astype("datetime64[D]"), horizon.days[0]),
            min(quarter.end_time.to_datetime64().astype("datetime64[D]"), horizon.days[-1]),
        )
        label = f"{quarter.year}Q{quarter.quarter}"
        theme = _QUARTER_THEMES[quarter.quarter - 1]
        one, two = TOPICS[number % 5], TOPICS[(number + 2) % 5]
        rows += [
            ("google_search", f"DE_Search_{theme}_{label}", "Search", *span, 1.2, np.nan),
            ("google_search", f"AT_CH_Search_{theme}_{label}", "Search", *span, 0.6, np.nan),
            ("google_display", f"DE_Display_{theme}_{label}", "Display", *span, 1.5, np.nan),
            ("google_display", f"DE_Display_{one}_{label}", "Display", *span, 1.0, np.nan),
            ("meta", f"Meta_{theme}_{label}", "Leads", *span, 1.6, np.nan),
            ("meta", f"Meta_Video_{one}_{label}", "Traffic", *span, 1.0, np.nan),
            ("meta", f"Meta_Leadform_{two}_{label}", "Leads", *span, 1.3, np.nan),
            ("linkedin", f"LI_Whitepaper_{one}_{label}", "Lead generation", *span, 1.5, np.nan),
            ("linkedin", f"LI_Case_Study_{two}_{label}", "Website visits", *span, 1.0, np.nan),
            ("call_centre", f"Telefonaktion {label}", "", *span, 1.0, np.nan),
        ]
    return rows


def _dated(horizon: Horizon, rng: np.random.Generator) -> list[tuple]:
    rows: list[tuple] = []
    months = np.arange(horizon.days[0].astype("datetime64[M]"), horizon.days[-1].astype("datetime64[M]") + 1)
    for number, month in enumerate(months):
        calendar_month, year = int(month.astype(int)) % 12 + 1, 1970 + int(month.astype(int)) // 12
        for fair, fair_month, cost, parity in _FAIRS:
            if fair_month == calendar_month and (parity == 0 or year % 2 == parity % 2):
                start = _weekday_in(month, int(rng.integers(1, 4)), 1)
                length = 4 if cost > 100_000 else 3
                rows.append(("trade_fairs", f"{fair} {year}", "", start, start + length - 1, 1.0, cost))
        if calendar_month in _MAILING_MONTHS:
            name = _MAILINGS[_MAILING_MONTHS.index(calendar_month)]
            start = _weekday_in(month, int(rng.integers(0, 3)), 0)
            rows.append(("mailings", f"Mailing {name} {year}", "", start, start + 20, 1.0, 14_700))
        if calendar_month != 8:
            topic = _WEBINAR_TOPICS[number % len(_WEBINAR_TOPICS)]
            start = _weekday_in(month, int(rng.integers(1, 4)), 3)
            rows.append(("webinars", f"Webinar {topic} {year}-{calendar_month:02d}", "", start, start, 1.0, 6_000))
        for half, week in (("A", 0), ("B", 2)):
            start = _weekday_in(month, week, 0)
            rows.append(("email", f"Newsletter {year}-{calendar_month:02d}{half}", "", start, start + 6, 3.0, np.nan))
    inside = [row for row in rows if horizon.days[0] <= row[3] and row[4] <= horizon.days[-1]]
    for position, row in enumerate(inside):
        if not np.isnan(row[6]):
            inside[position] = (*row[:6], round(float(row[6] * np.exp(0.22 * rng.standard_normal())), 2))
    return inside


def _weekday_in(month: np.datetime64, weeks: int, day_of_week: int) -> np.datetime64:
    first = month.astype("datetime64[D]")
    offset = (day_of_week - (int(first.astype(int)) + 3) % 7) % 7
    return first + offset + 7 * weeks
