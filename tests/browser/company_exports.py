"""Four exports of a made-up firm, each as its system writes it: what somebody has at hand on the first day.

Twelve people became leads from January to June 2026, two a month: one of the two through paid search, one
through social media. Every second one became an MQL ten days later; three bought, for 10 000 euros each.
"""

from io import BytesIO
from pathlib import Path

import pandas as pd

LEADS, MQLS, CUSTOMERS = 12, 6, 3
GOOGLE_SPEND, META_SPEND = 6 * 1_250.50, 6 * 600


def write_exports(folder: Path) -> list[Path]:
    """Google Ads as German CSV, Meta as workbook, HubSpot contacts, and deals of a CRM that nobody knows."""
    contents = {
        "Kampagnenbericht.csv": _google_ads(),
        "Meta-Bericht.xlsx": _meta(),
        "hubspot-kontakte.csv": _hubspot(),
        "auftragsliste.csv": _deals(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def _csv(rows: list[str], encoding: str = "utf-8") -> bytes:
    return ("\r\n".join(rows) + "\r\n").encode(encoding)


def _google_ads() -> bytes:
    head = "Tag;Kampagne;Kampagnen-ID;Kampagnentyp;Währungscode;Kosten;Impressionen;Klicks"
    days = [f"15.{month:02d}.2026;Brand Süd;11;Suchnetzwerk;EUR;1.250,50;10.000;120" for month in range(1, 7)]
    total = "Gesamt: Konto; --; --; --;EUR;7.503,00;60.000;720"
    return _csv(["Kampagnenbericht", "1. Januar 2026 - 30. Juni 2026", head, *days, total], encoding="cp1252")


def _meta() -> bytes:
    days = [f"2026-{month:02d}-10" for month in range(1, 7)]
    frame = pd.DataFrame(
        {
            "Berichtsbeginn": days,
            "Berichtsende": days,
            "Kampagnenname": "Messe-Retargeting",
            "Ergebnisse": 4,
            "Reichweite": 900,
            "Impressionen": 1500,
            "Ausgegebener Betrag (EUR)": 600.0,
            "Kosten pro Ergebnis": 150.0,
            "Link-Klicks": 20,
        }
    )
    target = BytesIO()
    frame.to_excel(target, index=False)
    return target.getvalue()


def _hubspot() -> bytes:
    head = (
        "Datensatz-ID,Vorname,Nachname,E-Mail,Unternehmensname,Lifecycle-Phase,Erstellungsdatum,"
        "Ursprüngliche Quelle,Datum der Konversion zum Marketing-Qualified-Lead"
    )
    rows = [head]
    for number in range(LEADS):
        month = number // 2 + 1
        source = "Paid Search" if number % 2 else "Paid Social"
        mql = "" if number % 2 else f"2026-{month:02d}-15 09:00"
        stage = "Lead" if number % 2 else "Marketing Qualified Lead"
        rows.append(
            f"{100 + number},Anna{number},Muster,anna{number}@firma{number}.de,Firma {number} GmbH,{stage},"
            f"2026-{month:02d}-05 09:00,{source},{mql}"
        )
    return _csv(rows)


def _deals() -> bytes:
    rows = ["Auftragsnr;Deal;Firma;E-Mail;Betrag (EUR);Abschlussdatum;Status"]
    rows += [
        f"A{number};Anlage {number};Firma {number} GmbH;anna{number}@firma{number}.de;10.000,00;30.06.2026;gewonnen"
        for number in range(0, 2 * CUSTOMERS, 2)
    ]
    return _csv(rows, encoding="cp1252")
