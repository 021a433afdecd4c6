# ruff: noqa: E501 - a line of an export stays a line
"""Small invented exports as the vendors write them, in both languages, with what must come of them.

``PRESET_FILES`` is one list: a row is one file. Money is given in plain units, days as ISO text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clm_core.records import RecordType

_SPEND, _TRAFFIC, _CAMPAIGNS = RecordType.SPEND, RecordType.TRAFFIC, RecordType.CAMPAIGNS
_CONTACTS, _STAGES, _TOUCHPOINTS = RecordType.CONTACTS, RecordType.STAGES, RecordType.TOUCHPOINTS
_DEALS, _LINKS = RecordType.DEALS, RecordType.DEAL_CONTACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetFile:
    """A file, the preset that must recognise it, its rows by record type, and facts about them.

    ``spend`` is the sum of spend in plain units; ``values`` are columns of the main record type's
    frame as texts (blank = missing), in row order.
    """

    file_name: str
    content: bytes
    preset: str
    counts: Mapping[RecordType, int]
    spend: float | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stages: tuple[tuple[str, str, str], ...] | None = None


def lines(*rows: str, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """The rows as a file."""
    return (end.join(rows) + end).encode(encoding)


def tabbed(*rows: str) -> bytes:
    """Rows written with | between cells, as UTF-16 with byte order mark and tabs."""
    return "\r\n".join(row.replace("|", "\t") for row in rows).encode("utf-16")


GOOGLE_ADS = (
    PresetFile(
        file_name="Campaign report.csv",
        content=lines(
            "Campaign report",
            '"January 1, 2026 - January 3, 2026"',
            "Day,Campaign status,Campaign,Campaign type,Campaign ID,Budget,Currency code,Cost,Impr.,Clicks,Conversions,"
            "Cost / conv.,Conv. value",
            '2026-01-01,Enabled,Brand,Search,11,50.00,EUR,"1,234.50","10,000",120,3.50,352.71,900.00',
            "2026-01-02,Enabled,Brand,Search,11,50.00,EUR,10.25,200,5,0.00,0,0.00",
            "2026-01-02,Paused,Gesamtpaket Shopping,Shopping,12,80.00,EUR,99.99,500,9,1.00,99.99,250.00",
            "2026-01-02,Enabled,Max,Performance Max,13,80.00,EUR,5.00,50,1, --, --, --",
            'Total: Campaigns, --, --,,,,EUR,"1,349.74","10,750",135,4.50,299.94,"1,150.00"',
            'Total: Account, --, --,,,210.00,EUR,"1,349.74","10,750",135,4.50,299.94,"1,150.00"',
        ),
        preset="google_ads",
        counts={_SPEND: 4},
        spend=1349.74,
        values={
            "day": ("2026-01-01", "2026-01-02", "2026-01-02", "2026-01-02"),
            "channel": ("paid_search", "paid_search", "paid_shopping", "cross_network"),
            "campaign": ("Brand", "Brand", "Gesamtpaket Shopping", "Max"),
            "currency": ("EUR",) * 4,
            "claimed_conversions": ("3.5", "0.0", "1.0", ""),
        },
    ),
    PresetFile(
        file_name="Kampagnenbericht.csv",
        content=lines(
            "Kampagnenbericht",
            "1. Januar 2026 - 3. Januar 2026",
            "Tag;Kampagne;Kampagnen-ID;Kampagnenstatus;Kampagnentyp;Währungscode;Kosten;Impressionen;Klicks;Conversions;"
            "Kosten/Conv.;Conv.-Wert",
            "01.01.2026;Brand;11;Aktiviert;Suchnetzwerk;EUR;1.234,50;10.000;120;3,50;352,71;900,00",
            "02.01.2026;Brand;11;Aktiviert;Suchnetzwerk;EUR;10,25;200;5;0,00;0;0,00",
            "02.01.2026;Messe-Remarketing;14;Aktiviert;Display;EUR;99,99;500;9;1,00;99,99;250,00",
            "Gesamt: Konto; --; --; --; --;EUR;1.344,74;10.700;134;4,50;298,83;1.150,00",
            encoding="cp1252",
        ),
        preset="google_ads",
        counts={_SPEND: 3},
        spend=1344.74,
        values={
            "channel": ("paid_search", "paid_search", "display"),
            "impressions": ("10000", "200", "500"),
            "claimed_value_micros": ("900000000", "0", "250000000"),
        },
    ),
    PresetFile(
        file_name="google_ads_campaign_stats.csv",
        content=lines(
            "customer_id,date,id,ad_network_type,device,clicks,conversions,conversions_value,cost_micros,impressions,"
            "currency_code",
            "1,2026-02-01,77,SEARCH,MOBILE,49,0,0,36150000,166,USD",
            "1,2026-02-01,77,SEARCH,DESKTOP,1,0.5,10,500000,4,USD",
            "1,2026-02-02,77,SEARCH,MOBILE,2,0,0,1,1,USD",
        ),
        preset="google_ads_api",
        counts={_SPEND: 2},
        spend=36.650001,
        values={"spend_micros": ("36650000", "1"), "clicks": ("50", "2"), "campaign_id": ("77", "77")},
    ),
)

META = (
    PresetFile(
        file_name="meta.csv",
        content=lines(
            "Reporting starts,Reporting ends,Campaign name,Ad set name,Day,Results,Reach,Impressions,"
            "Amount spent (EUR),Cost per result,Link clicks,Purchases conversion value,Ends",
            '2026-01-01,2026-01-31,,,,12,"9,000","15,000",80.60,6.72,70,500.00,',
            "2026-01-05,2026-01-05,Prospecting,Set A,2026-01-05,3,900,1500,30.10,10.03,20,100.00,Ongoing",
            "2026-01-05,2026-01-05,Prospecting,Set B,2026-01-05,2,800,1400,20.20,10.10,15,,Ongoing",
            "2026-01-06,2026-01-06,Prospecting,Set A,2026-01-06,7,900,1500,30.30,4.33,35,400.00,Ongoing",
        ),
        preset="meta_ads",
        counts={_SPEND: 2},
        spend=80.60,
        values={
            "channel": ("paid_social",) * 2,
            "clicks": ("35", "35"),
            "claimed_value_micros": ("100000000", "400000000"),
        },
    ),
    PresetFile(
        file_name="Meta Bericht.csv",
        content=lines(
            "Berichtsbeginn;Berichtsende;Kampagnenname;Name der Anzeigengruppe;Ergebnisse;Reichweite;Impressionen;"
            "Ausgegebener Betrag (CHF);Kosten pro Ergebnis;Link-Klicks;Conversion-Wert",
            "2026-01-01;2026-01-07;Newsletter-Leads;Gruppe 1;3;900;1.500;70,03;23,34;20;",
            "2026-01-08;2026-01-08;Newsletter-Leads;Gruppe 1;1;90;150;9,97;9,97;2;",
        ),
        preset="meta_ads",
        counts={_SPEND: 8},
        spend=80.00,
        values={
            "currency": ("CHF",) * 8,
            "is_spread": ("True",) * 7 + ("False",),
            "spend_micros": ("10004285",) * 6 + ("10004290", "9970000"),
        },
    ),
)

LINKEDIN = (
    PresetFile(
        file_name="account_campaign_performance_report.csv",
        content=tabbed(
            "Campaign Performance Report (in UTC)",
            "Report Start: January 1, 2026, 12:00 AM",
            "Report End: January 31, 2026, 11:59 PM",
            "Date Generated: February 2, 2026, 8:01 AM",
            "",
            "Start Date (in UTC)|Account Name|Currency|Campaign Group Name|Campaign Group ID|Campaign Name|Campaign ID|"
            "Campaign Type|Total Spent|Impressions|Clicks|Conversions|Total Conversion Value|Leads",
            "01/02/2026|Acme|EUR|ABM DACH|600|Video A|1|Sponsored Update|12.50|1000|10|1|0.00|1",
            "01/02/2026|Acme|EUR|ABM DACH|600|Video B|2|Sponsored Update|7.50|500|5|0|0.00|0",
            "01/03/2026|Acme|EUR|ABM DACH|600|Video A|1|Sponsored Update|0.30|10|1|0|0.00|0",
        ),
        preset="linkedin_ads",
        counts={_SPEND: 2},
        spend=20.30,
        values={
            "day": ("2026-01-02", "2026-01-03"),
            "campaign": ("ABM DACH",) * 2,
            "impressions": ("1500", "10"),
            "channel": ("paid_social",) * 2,
        },
    ),
    PresetFile(
        file_name="linkedin_bericht.csv",
        content=tabbed(
            "Startdatum (in UTC)|Kontoname|Währung|Name der Kampagnengruppe|Kampagnenname|Gesamtausgaben|Impressionen|"
            "Klicks|Conversions",
            "01/02/2026|Acme|EUR|ABM DACH|Video A|12.50|1000|10|1",
            "01/13/2026|Acme|EUR|ABM DACH|Video A|7.50|500|5|0",
        ),
        preset="linkedin_ads",
        counts={_SPEND: 2},
        spend=20.00,
        values={"day": ("2026-01-02", "2026-01-13")},
    ),
)

MICROSOFT = (
    PresetFile(
        file_name="microsoft.csv",
        content=lines(
            "Gregorian date,Account name,Campaign name,Campaign type,Currency code,Impressions,Clicks,Spend,Conversions,"
            "Revenue",
            "1/14/2026,Acme,Brand,Search,GBP,100,4,3.20,1,20.00",
            "1/14/2026,Acme,Readers,Audience,GBP,900,2,1.80,0,0.00",
        ),
        preset="microsoft_ads",
        counts={_SPEND: 2},
        spend=5.00,
        values={"channel": ("paid_search", "display"), "day": ("2026-01-14",) * 2, "currency": ("GBP",) * 2},
    ),
    PresetFile(
        file_name="microsoft_de.csv",
        content=lines(
            "Gregorianisches Datum;Kontoname;Kampagnenname;Kampagnentyp;Währungscode;Impressionen;Klicks;Ausgaben;"
            "Conversions;Umsatz",
            "14.01.2026;Acme;Brand;Suche;EUR;100;4;3,20;1;20,00",
        ),
        preset="microsoft_ads",
        counts={_SPEND: 1},
        spend=3.20,
        values={"channel": ("paid_search",), "claimed_value_micros": ("20000000",)},
    ),
)

GA4 = (
    PresetFile(
        file_name="Traffic_acquisition.csv",
        content=lines(
            "# ----------------------------------------",
            "# Traffic acquisition",
            "# Start date: 20260101",
            "# End date: 20260131",
            "# ----------------------------------------",
            "",
            "Date,Session primary channel group (Default Channel Group),Sessions,Active users,Event count,Key events",
            ",,60,50,300,3,Grand total",
            "20260101,Organic Search,40,30,200,2",
            "20260101,Paid Search,15,15,80,1",
            "20260102,Direct,5,5,20,0",
        ),
        preset="ga4_traffic",
        counts={_TRAFFIC: 3},
        values={
            "day": ("2026-01-01", "2026-01-01", "2026-01-02"),
            "channel": ("organic_search", "paid_search", "direct"),
            "sessions": ("40", "15", "5"),
        },
    ),
    PresetFile(
        file_name="Neu generierte Zugriffe.csv",
        content=lines(
            "# Startdatum: 20260101",
            "Datum;Sitzung – primäre Channelgruppe (Standard-Channelgruppe);Sitzungen;Aktive Nutzer;Schlüsselereignisse",
            "20260101;Organic Search;1.040;30;2",
            "20260102;Bezahlte Suche;15;15;1",
        ),
        preset="ga4_traffic",
        counts={_TRAFFIC: 2},
        values={"channel": ("organic_search", "paid_search"), "sessions": ("1040", "15")},
    ),
)

HUBSPOT = (
    PresetFile(
        file_name="hubspot-crm-exports-contacts.csv",
        content=lines(
            '"Record ID","First Name","Last Name","Email","Company Name","Lifecycle Stage","Lead Status","Create Date",'
            '"Original Source","Country/Region","Last Activity Date","Became a marketing qualified lead date",'
            '"Unsubscribed from all email"',
            "101,Ada,Lovelace,ada@example.com,Engines,marketingqualifiedlead,Open,2026-01-05 09:30,Paid Search,UK,"
            "2026-02-01 10:00,2026-01-20 12:00,",
            "102,Charles,Babbage,,Engines,lead,,2026-01-06 09:30,Offline Sources,UK,,,true",
            "103,Grace,Hopper,grace@example.com,Cobol,salesqualifiedlead,,2026-01-07 09:30,Organic Search,US,"
            "2026-03-01 10:00,,",
            "104,Nobody,Yet,new@example.com,,subscriber,,2026-01-08 09:30,Direct Traffic,,,,",
        ),
        preset="hubspot_contacts",
        counts={_CONTACTS: 4, _STAGES: 5},
        values={
            "email": ("ada@example.com", "", "grace@example.com", "new@example.com"),
            "channel": ("paid_search", "", "organic_search", "direct"),
            "has_consent": ("", "False", "", ""),
            "stage": ("mql", "lead", "sql", "visitor"),
        },
        stages=(
            ("101", "lead", "2026-01-05 08:30"),
            ("101", "mql", "2026-01-20 11:00"),
            ("102", "lead", "2026-01-06 08:30"),
            ("103", "lead", "2026-01-07 08:30"),
            ("103", "sql", "2026-03-01 09:00"),
        ),
    ),
    PresetFile(
        file_name="hubspot-kontakte.csv",
        content=lines(
            "Datensatz-ID;Vorname;Nachname;E-Mail;Unternehmensname;Lifecycle-Phase;Erstellungsdatum;Ursprüngliche Quelle;"
            "Datum der Konversion zum Marketing-Qualified-Lead",
            "101;Ada;Lovelace;ada@example.com;Engines;Marketing-Qualified-Lead;05.01.2026 09:30;Organische Suche;"
            "20.01.2026 12:00",
        ),
        preset="hubspot_contacts",
        counts={_CONTACTS: 1, _STAGES: 2},
        values={"channel": ("organic_search",)},
        stages=(("101", "lead", "2026-01-05 08:30"), ("101", "mql", "2026-01-20 11:00")),
    ),
    PresetFile(
        file_name="hubspot-crm-exports-deals.csv",
        content=lines(
            "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date,Create Date,Deal owner,Associated Company,"
            "Associated Contact,Original Source",
            '9001,Line 1,closedwon,Sales,"24,000.00",EUR,2026-03-31,2026-01-10 08:00,Jan,Engines,'
            "Ada Lovelace (ada@example.com);Charles Babbage (charles@example.com),Paid Search",
            "9002,Line 2,contractsent,Sales,,EUR,2031-12-31,2026-01-11 08:00,Jan,Cobol,,",
            "9003,Line 3,closedlost,Sales,500.00,EUR,2026-02-01,2026-01-12 08:00,Jan,Cobol,,",
        ),
        preset="hubspot_deals",
        counts={_DEALS: 3, _LINKS: 2},
        values={
            "outcome": ("won", "open", "lost"),
            "amount_micros": ("24000000000", "", "500000000"),
            "closed_on": ("2026-03-31", "2031-12-31", "2026-02-01"),
        },
    ),
    PresetFile(
        file_name="hubspot-deals-de.csv",
        content=lines(
            "Datensatz-ID;Deal-Name;Deal-Phase;Pipeline;Betrag;Währung;Abschlussdatum;Erstellungsdatum",
            "9001;Anlage 1;Abgeschlossen und gewonnen;Vertrieb;24.000,00;EUR;31.03.2026;10.01.2026",
            "9002;Anlage 2;Angebot;Vertrieb;;EUR;31.12.2031;11.01.2026",
        ),
        preset="hubspot_deals",
        counts={_DEALS: 2},
        values={"outcome": ("won", "open"), "amount_micros": ("24000000000", "")},
    ),
)

SALESFORCE = (
    PresetFile(
        file_name="leads.csv",
        content=lines(
            "Lead ID,First Name,Last Name,Company,Email,Lead Source,Lead Status,Created Date,Converted,Converted Date,"
            "Converted Opportunity ID,Email Opt Out,Number of Employees,Industry",
            "00Q1,Ada,Lovelace,Engines,ada@example.com,Trade Show,Closed - Converted,1/5/2026,true,1/25/2026,0061,false,"
            "250,Machinery",
            "00Q2,Grace,Hopper,Cobol,grace@example.com,Web,Working - Contacted,1/26/2026,false,,,true,80,Software",
            "Grand Totals (2 records)",
            "Confidential Information - Do Not Distribute",
            '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."',
        ),
        preset="salesforce_leads",
        counts={_CONTACTS: 2, _STAGES: 4, _LINKS: 1},
        values={"has_consent": ("True", "False"), "employees": ("250", "80"), "source": ("Trade Show", "Web")},
        stages=(
            ("00Q1", "lead", "2026-01-04 23:00"),
            ("00Q1", "opportunity", "2026-01-24 23:00"),
            ("00Q1", "sql", "2026-01-24 23:00"),
            ("00Q2", "lead", "2026-01-25 23:00"),
        ),
    ),
    PresetFile(
        file_name="leads_de.csv",
        content=lines(
            "Lead-ID;Vorname;Nachname;Firma;E-Mail;Lead-Quelle;Lead-Status;Erstelldatum;Konvertiert;Konvertierungsdatum;"
            "ID der konvertierten Opportunity",
            "00Q1;Ada;Lovelace;Engines;ada@example.com;Messe;Konvertiert;05.01.2026;1;25.01.2026;0061",
        ),
        preset="salesforce_leads",
        counts={_CONTACTS: 1, _STAGES: 3, _LINKS: 1},
        values={"source": ("Messe",)},
    ),
    PresetFile(
        file_name="opportunities.csv",
        content=lines(
            "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Amount Currency,Probability (%),Close Date,"
            "Created Date,Type,Lead Source,Closed,Won",
            '0061,Line 1,Engines,Closed Won,"24,000.00",EUR,100%,3/31/2026,1/10/2026,New Business,Trade Show,true,true',
            "0062,Line 2,Cobol,Negotiation,,EUR,60%,12/31/2031,1/11/2026,New Business,Web,false,false",
            "0063,Line 3,Cobol,Closed Lost,100.00,EUR,0%,2/13/2026,1/12/2026,New Business,Web,true,false",
        ),
        preset="salesforce_opportunities",
        counts={_DEALS: 3},
        values={
            "outcome": ("won", "open", "lost"),
            "probability_share": ("1.0", "0.6", "0.0"),
            "closed_on": ("2026-03-31", "2031-12-31", "2026-02-13"),
        },
    ),
    PresetFile(
        file_name="opportunities_de.csv",
        content=lines(
            "Opportunity-ID;Opportunity-Name;Accountname;Phase;Betrag;Opportunity-Währung;Wahrscheinlichkeit (%);"
            "Schlusstermin;Erstelldatum;Geschlossen;Gewonnen",
            "0061;Anlage 1;Engines;Closed Won;24.000,00;EUR;100;31.03.2026;10.01.2026;1;1",
            "0062;Anlage 2;Cobol;Angebot;;EUR;60;31.12.2031;11.01.2026;0;0",
        ),
        preset="salesforce_opportunities",
        counts={_DEALS: 2},
        values={"outcome": ("won", "open"), "probability_share": ("1.0", "0.6")},
    ),
    PresetFile(
        file_name="campaigns.csv",
        content=lines(
            "Campaign Name,Type,Start Date,End Date,Budgeted Cost in Campaign,Actual Cost in Campaign,Currency,"
            "Value Won Opportunities in Campaign",
            'Hannover Messe 2026,Trade Show,4/20/2026,4/24/2026,"60,000.00","52,000.02",EUR,"120,000.00"',
            "Webinar Spring,Webinar,5/13/2026,,500.00,300.00,EUR,0.00",
        ),
        preset="salesforce_campaigns",
        counts={_CAMPAIGNS: 2, _SPEND: 5},
        spend=52000.02,
        values={"channel": ("events", ""), "budget_micros": ("60000000000", "500000000")},
    ),
    PresetFile(
        file_name="kampagnen.csv",
        content=lines(
            "Kampagnenname;Typ;Startdatum;Enddatum;Budgetierte Kosten in Kampagne;Tatsächliche Kosten in Kampagne;Währung",
            "Hannover Messe 2026;Messe;20.04.2026;24.04.2026;60.000,00;52.000,02;EUR",
        ),
        preset="salesforce_campaigns",
        counts={_CAMPAIGNS: 1, _SPEND: 5},
        spend=52000.02,
        values={"channel": ("events",)},
    ),
)

MAUTIC = (
    PresetFile(
        file_name="mautic_contacts.csv",
        content=lines(
            "id,points,title,firstname,lastname,company,position,email,phone,country,preferred_locale,attribution_date,"
            "attribution,stage,date_added",
            '1,45,Dr.,Ada,Lovelace,Engines,Analyst,ada@example.com,,Germany,de,2026-02-01,1200.5,MQL,"2026-01-05 09:30:00"',
            '2,0,,Grace,Hopper,Cobol,,grace@example.com,,,en,,,,"2026-01-06 09:30:00"',
        ),
        preset="mautic_contacts",
        counts={_CONTACTS: 2, _STAGES: 1},
        values={
            "attributes": (
                '{"points": "45", "attribution_date": "2026-02-01", "attribution": "1200.5"}',
                '{"points": "0"}',
            ),
            "stage": ("mql", ""),
        },
        stages=(("1", "lead", "2026-01-05 08:30"),),
    ),
    PresetFile(
        file_name="mautic_kontakte.csv",
        content=lines(
            "ID;Punkte;Vorname;Nachname;Unternehmen;Position;E-Mail;Land;Bevorzugte Sprache;Phase;Erstellt am",
            "1;45;Ada;Lovelace;Engines;Analystin;ada@example.com;Deutschland;de;MQL;2026-01-05 09:30:00",
        ),
        preset="mautic_contacts",
        counts={_CONTACTS: 1, _STAGES: 1},
        values={"language": ("de",), "attributes": ('{"Punkte": "45"}',)},
    ),
)

OFFLINE = (
    PresetFile(
        file_name="Messekontakte.csv",
        content=lines(
            "Veranstaltung;Datum;Kanal;Firma;E-Mail;Kontakt;Kontaktart",
            "Hannover Messe 2026;20.04.2026;;Engines;ada@example.com;Ada Lovelace;Gespräch am Stand",
            "Hannover Messe 2026;21.04.2026;;Cobol;;Hopper, Grace;Visitenkarte",
            "Hannover Messe 2026;21.04.2026;;;;;Visitenkarte",
        ),
        preset="own_offline_events",
        counts={_TOUCHPOINTS: 2, _CONTACTS: 2},
        values={"kind": ("event",) * 2, "channel": ("events",) * 2, "campaign": ("Hannover Messe 2026",) * 2},
    ),
    PresetFile(
        file_name="fair.csv",
        content=lines(
            "Event,Date,Channel,Company,E-mail,Contact,Kind of contact",
            "Hannover Messe 2026,2026-04-20,,Engines,ada@example.com,Ada Lovelace,Talk",
        ),
        preset="own_offline_events",
        counts={_TOUCHPOINTS: 1, _CONTACTS: 1},
        values={"content": ("Talk",)},
    ),
)

PRESET_FILES: tuple[PresetFile, ...] = (
    *GOOGLE_ADS,
    *META,
    *LINKEDIN,
    *MICROSOFT,
    *GA4,
    *HUBSPOT,
    *SALESFORCE,
    *MAUTIC,
    *OFFLINE,
)
