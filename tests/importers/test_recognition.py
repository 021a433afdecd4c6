"""Mapping step: guesses, the user's word, kept profiles, questions that options answer, and problems."""

import pytest

from clm_core.errors import Severity
from clm_core.importers.findings import ImportOptions
from clm_core.importers.headings import heading_and_currency
from clm_core.importers.profiles import mapping_profile
from clm_core.importers.recognition import RecognisedTable
from clm_core.records import MICROS, RecordType
from tests.importers.recognising import only_table, recognised


def _how(table: RecognisedTable) -> dict[str, tuple[str, str]]:
    return {column.heading: (column.field, column.how) for column in table.mapping}


_PIPEDRIVE = (
    "Deal - ID;Deal - Titel;Organisation;Deal-Wert;Währung;Phase;Deal erstellt am;Gewonnen am;Verlustgrund;Farbe\n"
    "7;Anlage;Engines;24.000,50;EUR;Angebot;05.01.2026;;;blau\n"
    "8;Ersatzteile;Cobol;1.200,00;EUR;Abschluss;15.01.2026;31.03.2026;;rot\n"
)


def test_an_unknown_crm_is_guessed_and_says_so() -> None:
    table = only_table(recognised(_PIPEDRIVE.replace("Deal - ", "Deal ")))
    assert (table.preset, table.record_type, table.is_ready) == (None, RecordType.DEALS, True)
    assert _how(table)["Deal-Wert"] == ("amount_micros", "guess")
    assert _how(table)["Farbe"] == ("", "unused")
    assert "importing.finding.guess" in [finding.key for finding in table.findings]
    deals = table.rows[RecordType.DEALS]
    assert deals["amount_micros"].tolist() == [24_000_500_000, 1_200_000_000]
    assert deals["outcome"].tolist() == ["open", "won"]


def test_the_users_word_goes_before_the_guess() -> None:
    text = "Datum;Kanal;Betrag A;Betrag B;Währung\n13.01.2026;Post;10,00;20,00;EUR\n"
    assert only_table(recognised(text)).questions[0].option == "record_type"
    table = only_table(recognised(text, record_type=RecordType.SPEND, mapping={"Betrag B": "spend_micros"}))
    assert _how(table)["Betrag B"] == ("spend_micros", "user")
    assert table.rows[RecordType.SPEND]["spend_micros"].tolist() == [20_000_000]


def test_the_user_can_leave_a_column_out_and_keep_another_as_attribute() -> None:
    text = "E-Mail,Vorname,Nachname,Maschinenpark\nada@example.com,Ada,Lovelace,Drehen\n"
    table = only_table(recognised(text, mapping={"Vorname": ""}, attributes=("Maschinenpark",)))
    contacts = table.rows[RecordType.CONTACTS]
    assert contacts["first_name"].isna().all()
    assert contacts["attributes"].tolist() == ['{"Maschinenpark": "Drehen"}']
    assert _how(table)["Vorname"] == ("", "user")


def test_a_kept_profile_is_applied_to_the_same_headings_in_any_order() -> None:
    profile = mapping_profile(
        "Agentur",
        {"Wann": "day", "Was": "campaign", "Wieviel": "spend_micros", "Rest": ""},
        RecordType.SPEND,
        "agency",
        ImportOptions(currency="CHF"),
    )
    text = "REST;Wieviel;was;Wann\nx;12,50;Plakate;13.01.2026\n"
    table = only_table(recognised(text, profiles=(profile,)))
    assert [finding.values["name"] for finding in table.findings if finding.key.endswith("profile")] == ["Agentur"]
    assert _how(table)["Wieviel"] == ("spend_micros", "profile")
    assert table.rows[RecordType.SPEND][["currency", "system"]].values.tolist() == [["CHF", "agency"]]


def test_unknown_currency_is_asked_with_the_users_own_values() -> None:
    text = 'Datum,Kampagne,Kosten\n2026-01-13,Plakate,"1,234.50"\n2026-01-14,Plakate,2.00\n'
    table = only_table(recognised(text))
    (question,) = table.questions
    assert (question.option, question.column, table.rows) == ("currency", "Kosten", {})
    assert question.choices[0].value == "1,234.50"
    assert question.choices[0].readings[0] == ("EUR", "1,234.50 EUR")
    answered = only_table(recognised(text, currency="CHF"))
    assert answered.rows[RecordType.SPEND]["spend_micros"].sum() == 1_236_500_000


def test_currencies_may_differ_row_by_row_but_blank_ones_are_asked() -> None:
    text = "Datum,Kampagne,Kosten,Währung\n2026-01-13,Plakate,1.50,EUR\n2026-01-13,Plakate,2.00,{}\n"
    spend = only_table(recognised(text.format("USD"))).rows[RecordType.SPEND]
    assert dict(zip(spend["currency"], spend["spend_micros"], strict=True)) == {"EUR": 1_500_000, "USD": 2_000_000}
    assert [question.option for question in only_table(recognised(text.format(""))).questions] == ["currency"]


@pytest.mark.parametrize(
    ("mapping", "key"),
    [
        ({"Kosten": "spendings"}, "importing.question.unknown_field"),
        ({"Datum": "campaign", "Kampagne": "campaign"}, "importing.question.two_headings"),
        ({"Kosten": ""}, "importing.question.required_spend_micros"),
    ],
)
def test_a_mapping_that_cannot_work_is_asked_about(mapping: dict[str, str], key: str) -> None:
    text = "Datum,Kampagne,Kosten,Währung\n2026-01-13,Plakate,1.50,EUR\n"
    table = only_table(recognised(text, mapping=mapping, record_type=RecordType.SPEND))
    assert key in [question.key for question in table.questions]
    assert {question.option for question in table.questions} == {"mapping"}
    assert table.rows == {}


def test_an_unknown_preset_is_refused_with_what_there_is() -> None:
    refusal = recognised("a,b\n1,2\n", preset="goggle").refusal
    assert refusal is not None
    assert refusal.key == "importing.unknown_preset"
    assert "google_ads" in str(refusal.values["available"])


def test_bad_rows_are_listed_and_good_ones_go_in() -> None:
    text = (
        "Tag,Kampagne,Kampagnentyp,Währungscode,Kosten,Klicks\n"
        "2026-01-13,A,Display,EUR,1.50,1\n2026-01-14,A,Display,EUR,viel,1\n2026-01-15,A,Display,EUR,,1\n"
    )
    table = only_table(recognised(text))
    refused = [(problem.row, problem.column) for problem in table.problems if problem.severity is Severity.REFUSED]
    assert refused == [(3, "Kosten"), (4, "Kosten")]
    assert table.has_refused_rows
    assert table.rows[RecordType.SPEND]["source_row"].tolist() == [2]


def test_a_report_without_days_is_spread_over_its_own_range() -> None:
    text = (
        'Kampagnenbericht\n"1. Januar 2026 - 3. Januar 2026"\n'
        "Kampagne;Kampagnentyp;Währungscode;Kosten;Klicks\nBrand;Suchnetzwerk;EUR;10,00;4\n"
    )
    spend = only_table(recognised(text)).rows[RecordType.SPEND]
    assert spend["spend_micros"].tolist() == [3_333_333, 3_333_333, 3_333_334]
    assert spend["clicks"].tolist() == [1, 1, 2]
    assert spend["is_spread"].all()


def test_a_report_without_any_day_says_how_to_get_one() -> None:
    text = "Campaign,Campaign type,Currency code,Cost,Clicks\nBrand,Search,EUR,10.00,4\n"
    assert [question.key for question in only_table(recognised(text)).questions] == ["importing.question.required_day"]


@pytest.mark.parametrize(
    ("heading", "value", "days"), [("Week", "2026-W03", 7), ("Month", "Januar 2026", 31), ("Month", "2026-02-01", 28)]
)
def test_weeks_and_months_are_spread(heading: str, value: str, days: int) -> None:
    text = f"{heading},Campaign,Campaign type,Currency code,Cost,Clicks\n{value},Brand,Search,EUR,10.00,4\n"
    spend = only_table(recognised(text)).rows[RecordType.SPEND]
    assert (len(spend), spend["spend_micros"].sum()) == (days, 10 * MICROS)


def test_a_week_that_cannot_be_placed_is_refused() -> None:
    text = "Week,Campaign,Campaign type,Currency code,Cost,Clicks\nlast week,Brand,Search,EUR,10.00,4\n"
    assert [problem.reason for problem in only_table(recognised(text)).problems] == [
        "importing.problem.week_not_placed"
    ]


def test_channels_side_by_side_become_rows() -> None:
    text = "Monat;Google Kosten;Messe Kosten\n2026-01;310,00;\n2026-02;280,00;5.000,00\n"
    table = only_table(recognised(text, currency="EUR"))
    spend = table.rows[RecordType.SPEND]
    by_channel = spend.groupby("channel")["spend_micros"].sum() / MICROS
    assert by_channel.to_dict() == {"Google": 590.0, "Messe": 5000.0}


def test_negative_spend_is_a_credit_note_with_a_notice() -> None:
    text = "Datum,Kampagne,Kosten,Währung\n2026-01-13,Plakate,-12.50,EUR\n"
    table = only_table(recognised(text))
    assert [(problem.reason, problem.severity) for problem in table.problems] == [
        ("importing.notice.negative_spend", Severity.NOTICE)
    ]
    assert table.rows[RecordType.SPEND]["spend_micros"].tolist() == [-12_500_000]


def test_equal_touchpoints_stay_two() -> None:
    row = "2026-01-13 10:00,ada@example.com,Besuch\n"
    touchpoints = only_table(recognised("Zeitpunkt,E-Mail,Art\n" + row + row)).rows[RecordType.TOUCHPOINTS]
    assert touchpoints["source_row"].tolist() == [2, 3]


def test_the_last_row_of_a_contact_counts() -> None:
    text = "Kontakt-ID,E-Mail,Nachname\n1,ada@example.com,Byron\n2,b@example.com,B\n1,ada@example.com,Lovelace\n"
    table = only_table(recognised(text))
    assert table.rows[RecordType.CONTACTS]["last_name"].tolist() == ["B", "Lovelace"]
    (notice,) = table.problems
    assert (notice.row, notice.severity, notice.values) == (4, Severity.NOTICE, {"rows": "2", "kept": 4})


@pytest.mark.parametrize(
    "heading", ["Kosten EUR", "Cost EUR", "Kosten in EUR", "Kosten €", "Kosten (€)", "Kosten (EUR)"]
)
def test_a_currency_in_the_heading_is_that_of_the_spend(heading: str) -> None:
    table = only_table(recognised(f"Datum;Kampagne;{heading}\n01.02.2026;Messe;10,50\n"))
    spend = table.rows[RecordType.SPEND]
    assert (table.questions, spend["spend_micros"].tolist(), spend["currency"].tolist()) == ((), [10_500_000], ["EUR"])


def test_words_that_are_also_currency_codes_stay_words() -> None:
    assert heading_and_currency("Clicks ALL") == ("clicks all", None)
    assert heading_and_currency("Kosten EUR gesamt") == ("kosten eur gesamt", None)


@pytest.mark.parametrize("headings", ["Erstellt;Geschlossen", "Created;Closed", "Created on;Closed on"])
def test_our_deals_template_knows_other_words_for_its_days(headings: str) -> None:
    text = f"Deal-ID;Betrag;Währung;Ergebnis;{headings}\nd1;100,00;EUR;gewonnen;13.01.2026;14.02.2026\n"
    table = only_table(recognised(text))
    assert table.preset == "own_deals"
    (deal,) = table.rows[RecordType.DEALS].to_dict("records")
    assert (str(deal["created_at"].tz_convert("Europe/Berlin").date()), str(deal["closed_on"].date())) == (
        "2026-01-13",
        "2026-02-14",
    )


@pytest.mark.filterwarnings("error")
def test_weeks_side_by_side_are_spread_over_their_days() -> None:
    rows = "".join(f"{day};7,00;14,00\n" for day in ("05.01.2026", "12.01.2026", "19.01.2026"))
    spend = only_table(recognised("Datum;Google Kosten EUR;TV Kosten EUR\n" + rows)).rows[RecordType.SPEND]
    assert (len(spend), set(spend["channel"]), set(spend["currency"])) == (42, {"Google", "TV"}, {"EUR"})


@pytest.mark.parametrize("heading", ["Email hard bounce reason", "Hard bounce reason", "Grund für Hard Bounce"])
def test_a_reason_why_hubspots_mails_came_back_says_that_they_did(heading: str) -> None:
    text = (
        f"Record ID,Email,Lifecycle Stage,{heading}\n"
        "1,ada@example.com,Lead,UNKNOWN_USER\n2,bo@example.com,Lead,\n3,cy@example.com,Lead,false\n"
    )
    table = only_table(recognised(text))
    assert (table.preset, table.has_refused_rows) == ("hubspot_contacts", False)
    assert table.rows[RecordType.CONTACTS]["is_bounced"].tolist() == [True, False, False]
