"""Writes the sample company: its files, how two of them are to be read, and the truth."""

import json
from datetime import date
from pathlib import Path

from sample_data.dirt import dirt
from sample_data.files import ads as ad_reports
from sample_data.files import hubspot, own_lists, salesforce
from sample_data.files.records import records
from sample_data.truth import write_truth
from sample_data.world.history import simulate
from sample_data.world.platforms import ad_days, web_sessions

DEFAULT_SEED = 2026
DEFAULT_UNTIL = date(2026, 10, 31)
DEFAULT_FOLDER = Path(__file__).parent / "company"
TRUTH, OPTIONS = "truth.json", "options.json"
_TOUCHPOINTS, _STAGES = "Touchpoints.csv", "Phasenverlauf.csv"


def generate(
    folder: Path = DEFAULT_FOLDER, *, seed: int = DEFAULT_SEED, until: date = DEFAULT_UNTIL
) -> tuple[Path, ...]:
    """The files to import, in a good order; truth.json and options.json stand beside them.

    The folder is made if need be; files of these names in it are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    world = simulate(until, seed)
    faults = dirt(world)
    known = records(world, faults)
    ads = ad_days(world)
    for old in files_to_import(folder):
        old.unlink()
    ad_reports.ad_files(world, ads, folder)
    own_lists.other_spend(world, folder / "Marketingkosten.xlsx")
    own_lists.traffic(world, web_sessions(world, ads), folder / "Traffic_acquisition.csv")
    hubspot.hubspot_file(world, known, folder)
    salesforce.salesforce_files(world, known, faults, folder)
    own_lists.stage_history(world, known, folder / _STAGES)
    own_lists.touchpoint_log(world, known, faults, folder / _TOUCHPOINTS)
    own_lists.fair_list(world, known, faults, folder / "Messekontakte.xlsx")
    (folder / OPTIONS).write_text(json.dumps(import_options(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_truth(world, ads, known, faults, folder / TRUTH)
    return files_to_import(folder)


def import_options() -> dict[str, dict[str, object]]:
    """What a user of this company would have told the import page, by the beginning of the file name.

    Touchpoints and stage history carry HubSpot's record ids; the stage history is mapped by hand; three further
    HubSpot properties are kept as fit fields (one of them is the leak).
    """
    return {
        _TOUCHPOINTS: {"system": "hubspot"},
        _STAGES: {
            "system": "hubspot",
            "record_type": "stage_history",
            "date_order": "dmy",
            "mapping": {
                "Kontakt-ID": "contact_id",
                "E-Mail": "email",
                "Phase": "stage",
                "Eingetreten am": "entered_at",
                "Bemerkung": "note",
            },
        },
        "hubspot-crm-exports": {"attributes": [*hubspot.FIT_PROPERTIES, hubspot.LEAKING_PROPERTY]},
    }


def files_to_import(folder: Path) -> tuple[Path, ...]:
    """The generated files in that folder, without truth and options."""
    return tuple(sorted(path for path in folder.iterdir() if path.suffix in {".csv", ".xlsx"}))
