"""The behaviour that the scoring truth speaks of can be counted from the files alone."""

from collections import Counter
from pathlib import Path

from sample_data.dirt import dirt
from sample_data.files.records import records
from sample_data.world.history import World
from tests.sample_data import read_back


def test_behaviour_before_the_mql_is_in_the_log(company: Path, world: World) -> None:
    """Pricing page, demo, web seminar and downloads before the first MQL date, counted from two files."""
    first_mql: dict[str, str] = {}
    for row in read_back.stages(company):
        if row["Phase"] == "MQL" and row["E-Mail"]:
            day, month, year, time = row["Eingetreten am"].replace(" ", ".").split(".")
            first_mql.setdefault(row["E-Mail"], f"{year}-{month}-{day} {time}")
    seen: Counter[tuple[str, str]] = Counter()
    for row in read_back.touchpoints(company):
        if row["Zeitpunkt"] < first_mql.get(row["E-Mail"], ""):
            seen[row["E-Mail"], row["Art"]] += 1
    known = records(world, dirt(world))
    checked = 0
    for number, contact in world.contacts[world.contacts["is_mql"] & world.contacts["is_exported"]].iterrows():
        email = known.email[number]
        if email not in first_mql:
            continue
        checked += 1
        assert min(1, seen[email, "Preisseite"]) == contact["pricing_page"]
        assert min(1, seen[email, "Demo"]) == contact["demo"]
        assert min(1, seen[email, "Webinar"]) == contact["webinar"]
        assert min(3, seen[email, "Download"]) == contact["download"]
    assert checked > 3_500
