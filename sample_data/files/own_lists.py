"""The company's own lists, in our templates: touchpoints, fair visitors, costs without a platform, stage history;
and Google Analytics' sessions."""

from pathlib import Path

import numpy as np
import pandas as pd

from clm_core.records import Stage
from clm_core.records import TouchpointKind as Kind
from sample_data.dirt import Dirt
from sample_data.files import delimited as text
from sample_data.files.records import Records, duplicated_touches
from sample_data.files.workbooks import DATE, MONEY, SheetFile
from sample_data.world.history import World
from sample_data.world.randomness import part
from sample_data.world.streams import STREAMS, Rhythm

_KINDS = {Kind.VISIT: "Besuch", Kind.PRICING_PAGE: "Preisseite", Kind.FORM: "Formular", Kind.DOWNLOAD: "Download",
          Kind.WEBINAR: "Webinar", Kind.EMAIL_OPEN: "E-Mail geöffnet", Kind.EMAIL_CLICK: "E-Mail-Klick",
          Kind.AD_CLICK: "Anzeigenklick", Kind.EVENT: "Messe", Kind.MAILING: "Mailing", Kind.CALL: "Anruf",
          Kind.MEETING: "Termin", Kind.REPLY: "Antwort", Kind.DEMO: "Demo", Kind.UNSUBSCRIBE: "Abmeldung",
          Kind.BOUNCE: "Unzustellbar"}  # fmt: skip
_STAGES = {Stage.LEAD: "Lead", Stage.MQL: "MQL", Stage.SAL: "SAL", Stage.SQL: "SQL", Stage.OPPORTUNITY: "Opportunity",
           Stage.CUSTOMER: "Kunde", Stage.REJECTED: "Abgelehnt", Stage.RECYCLED: "Wiedervorlage",
           Stage.LOST: "Verloren"}  # fmt: skip
_MOMENT = "%Y-%m-%d %H:%M:%S"


def fair_visits(world: World) -> np.ndarray:
    """Which touchpoints stand in the fair list instead of the log: those at fairs in the period."""
    touches = world.touches
    return ((touches["kind"] == Kind.EVENT) & (touches["at"] >= world.horizon.start)).to_numpy()


def touchpoint_log(world: World, known: Records, faults: Dirt, path: Path) -> None:
    """Everything but the fairs, a line a touchpoint."""
    rows = touchpoint_rows(world, known, faults)
    text.write_text(path, [text.line(list(rows.columns), ";"), *text.lines_of(rows, ";")], encoding="utf-8-sig")


def touchpoint_rows(world: World, known: Records, faults: Dirt) -> pd.DataFrame:
    """The log's rows and headings."""
    touches = world.touches
    source, medium, channel = _origins(world, faults)
    campaign = touches["campaign"].map(world.campaigns["campaign"]).fillna("")
    wrong = touches["campaign"].map(faults.misspelt_campaigns)
    hidden = np.zeros(len(touches), dtype=bool)
    hidden[np.concatenate([faults.unknown_source, faults.blank_source, faults.print_source])] = True
    contact = touches["contact"].to_numpy()
    table = pd.DataFrame(
        {
            "Touchpoint-ID": [f"T{number:07d}" for number in range(1, len(touches) + 1)],
            "Kontakt-ID": duplicated_touches(world, known),
            "E-Mail": known.email[contact],
            "Zeitpunkt": text.stamps(touches["at"], _MOMENT),
            "Art": touches["kind"].map(_KINDS),
            "Team": touches["team"].map({"marketing": "Marketing", "sales": "Vertrieb"}),
            "Kanal": channel,
            "Quelle": source,
            "Medium": medium,
            "Kampagne": campaign.mask(wrong.notna(), wrong).mask(hidden, ""),
            "Inhalt": touches["content"],
            "Seite": touches["page"],
        }
    )
    return table[~fair_visits(world)].reset_index(drop=True)


def _origins(world: World, faults: Dirt) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Source, medium and channel of every touchpoint; what is done without links has a channel only."""
    rng = part(world.seed, "touch sources")
    stream = world.touches["stream"].to_numpy()
    source, medium = np.full(len(stream), "", dtype=object), np.full(len(stream), "", dtype=object)
    channel = np.full(len(stream), "", dtype=object)
    draw = rng.random(len(stream))
    for number, kind in enumerate(STREAMS):
        mine = stream == number
        if kind.medium:
            source[mine] = np.array(kind.sources, dtype=object)[(draw[mine] * len(kind.sources)).astype(int)]
            medium[mine] = kind.medium
        else:
            channel[mine] = kind.channel_text
    source[faults.unknown_source], medium[faults.unknown_source] = "intranet-kiosk", "sonstiges"
    source[faults.print_source], medium[faults.print_source] = "qr", "print"
    source[faults.blank_source], medium[faults.blank_source] = "", ""
    return source, medium, channel


def fair_list(world: World, known: Records, faults: Dirt, path: Path) -> None:
    """Who came to the stand, fair by fair, as the sales assistants typed it."""
    rows = fair_rows(world, known, faults)
    with SheetFile(path, "Messekontakte", "Vertriebsinnendienst") as book:
        book.table(rows, {"Datum": DATE})


def fair_rows(world: World, known: Records, faults: Dirt) -> pd.DataFrame:
    """The list's rows and headings."""
    visits = np.flatnonzero(fair_visits(world))
    touches = world.touches.iloc[visits]
    who = world.contacts.iloc[touches["contact"]]
    rng = part(world.seed, "fair list")
    email = known.email[touches["contact"]].copy()
    email[np.isin(visits, faults.fair_guests_without_email)] = ""
    kinds = rng.choice(["Standgespräch", "Visitenkarte", "Produktvorführung"], len(visits), p=(0.5, 0.35, 0.15))
    return pd.DataFrame(
        {
            "Veranstaltung": touches["campaign"].map(world.campaigns["campaign"]).to_numpy(),
            "Datum": touches["at"].to_numpy().astype("datetime64[D]").astype("datetime64[s]"),
            "Kanal": "Messe",
            "Firma": who["company"].to_numpy(),
            "E-Mail": email,
            "Kontakt": (who["first_name"] + " " + who["last_name"]).to_numpy(),
            "Kontaktart": kinds,
        }
    )


def other_spend(world: World, path: Path) -> None:
    """Costs without a platform: fairs, mailings, call centre, field sales, partners, newsletters, web seminars."""
    with SheetFile(path, "Ausgaben", "Marketing-Controlling") as book:
        book.table(spend_rows(world), {"Tag": DATE, "Letzter Tag": DATE, "Ausgaben": MONEY})


def spend_rows(world: World) -> pd.DataFrame:
    """The workbook's rows and headings; weekly costs name their week, dated ones their day."""
    rows = world.spending.rows
    stream = world.campaigns["stream"].to_numpy()[rows["campaign"]]
    day = world.horizon.days[rows["day"]]
    first = np.datetime64(world.horizon.start_on)
    is_other = np.array([kind.rhythm in (Rhythm.WEEKLY, Rhythm.DATED) for kind in STREAMS])[stream]
    is_week = np.array([kind.rhythm is Rhythm.WEEKLY for kind in STREAMS])[stream]
    keep = np.flatnonzero(is_other & (day >= first))
    last = np.where(is_week, np.minimum(day + 6, np.datetime64(world.horizon.until)), np.datetime64("NaT"))
    table = pd.DataFrame(
        {
            "Tag": day[keep].astype("datetime64[s]"),
            "Letzter Tag": last[keep].astype("datetime64[s]"),
            "Kanal": np.array([kind.channel_text for kind in STREAMS])[stream[keep]],
            "Kampagne": world.campaigns["campaign"].to_numpy()[rows["campaign"].to_numpy()[keep]],
            "Ausgaben": rows["cents"].to_numpy()[keep] / 100,
            "Währung": "EUR",
        }
    )
    return table.sort_values(["Tag", "Kanal", "Kampagne"], kind="stable", ignore_index=True)


def stage_history(world: World, known: Records, path: Path) -> None:
    """Every stage of every contact with its moment and reason: what HubSpot's own columns cannot carry."""
    stages = world.stages
    table = pd.DataFrame(
        {
            "Kontakt-ID": known.hubspot_id[stages["contact"]],
            "E-Mail": known.email[stages["contact"]],
            "Phase": stages["stage"].map(_STAGES),
            "Eingetreten am": text.stamps(stages["at"], "%d.%m.%Y %H:%M"),
            "Bemerkung": stages["note"],
        }
    )
    text.write_text(path, [text.line(list(table.columns), ";"), *text.lines_of(table, ";")], encoding="cp1252")


def traffic(world: World, sessions: pd.DataFrame, path: Path) -> None:
    """Google Analytics 4's report: comments above, and a grand total with one cell more than the heading has."""
    start, end = world.horizon.start_on, world.horizon.until
    head = ["Date", "Session primary channel group (Default Channel Group)", "Sessions", "Active users", "Event count",
            "Key events"]  # fmt: skip
    numbers = sessions[["sessions", "users", "events", "key_events"]]
    total = ["", "", *(str(value) for value in numbers.sum()), "Grand total"]
    days = text.stamps(sessions["day"], "%Y%m%d")
    table = pd.concat([days.rename("day"), sessions["group"], numbers.astype(str)], axis=1)
    lines = [
        "# ----------------------------------------",
        "# Traffic acquisition: Session primary channel group (Default Channel Group)",
        "# Account: Nordwieck Maschinenbau",
        "# Property: www.nordwieck.example",
        "# ----------------------------------------",
        "# ",
        "# All Users",
        f"# Start date: {start:%Y%m%d}",
        f"# End date: {end:%Y%m%d}",
        text.line(head, ","),
        text.line(total, ","),
        *text.lines_of(table, ","),
    ]
    text.write_text(path, lines, encoding="utf-8", line_end="\n")
