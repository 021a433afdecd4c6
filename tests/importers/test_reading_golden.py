"""Every real messy file gives rows or a plain refusal: the verdicts are kept in golden_messy_files.json.

A verdict may change only when the new one is better; look at the file before writing it
(python -m tests.importers.test_reading_golden FOLDER writes the file anew).
"""

import json
import sys
from pathlib import Path

from tests.importers.test_tables import verdict

GOLDEN = Path(__file__).with_name("golden_messy_files.json")


def verdicts(data: Path) -> dict[str, list[str]]:
    files = sorted(
        path for folder in ("messy_csv", "messy_excel") for path in (data / folder).rglob("*") if path.is_file()
    )
    return {path.relative_to(data).as_posix(): verdict(path) for path in files}


def test_every_messy_file_has_its_verdict(shared_data: Path) -> None:
    assert verdicts(shared_data) == json.loads(GOLDEN.read_text("utf-8"))


def test_no_messy_file_is_without_verdict() -> None:
    kept = json.loads(GOLDEN.read_text("utf-8"))
    assert len(kept) == 72
    assert all(lines for lines in kept.values())


if __name__ == "__main__":
    text = json.dumps(verdicts(Path(sys.argv[1])), indent=1, ensure_ascii=False)
    GOLDEN.write_text(text + "\n", "utf-8")
