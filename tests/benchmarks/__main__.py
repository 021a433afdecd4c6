"""``make bench``: times the product against yardsticks and writes docs/benchmarks.md."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import (
    attribution,
    budget_plan,
    lead_scoring,
    lead_threshold,
    lead_weights,
    pages,
    response_curves,
    response_curves_preview,
    target_plan,
    touchpoints,
    workbook,
)
from tests.benchmarks.measured import Measured, as_table

REPORT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BENCHMARKS: dict[str, Callable[[Path], Iterator[Measured]]] = {
    "workbook": workbook.measured,
    "touchpoints": touchpoints.measured,
    "attribution": attribution.measured,
    "lead_scoring": lead_scoring.measured,
    "lead_weights": lead_weights.measured,
    "lead_threshold": lead_threshold.measured,
    "budget_plan": budget_plan.measured,
    "response_curves": response_curves.measured,
    "response_curves_preview": response_curves_preview.measured,
    "target_plan": target_plan.measured,
    "pages": pages.measured,
}
LIBRARIES = ("streamlit", "pandas", "duckdb", "sqlalchemy", "fastexcel", "python-calamine", "openpyxl", "pyarrow")


def main() -> None:
    """Runs the named benchmarks, or all of them; only a run of all is written down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"only some of: {', '.join(BENCHMARKS)}")
    names = parser.parse_args().names or list(BENCHMARKS)
    rows: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            for row in BENCHMARKS[name](Path(folder)):
                rows.append(row)
                print(as_table([row]).splitlines()[-1], flush=True)
    if names == list(BENCHMARKS):
        REPORT.write_text(report(rows), "utf-8")
    print(f"\n{as_table(rows)}")


def report(rows: list[Measured]) -> str:
    """The page docs/benchmarks.md."""
    return f"""# Benchmarks

Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {machine()}. Ratios come from one
run, in which the alternatives took turns; they travel between machines, seconds do not.

{as_table(rows)}

Cold: the first time after an import, the snapshot is read from disk. Warm: the data are in memory and everything is
computed again; the page's own cache, which answers a selection seen before at once, is not used.
"""


def machine() -> str:
    """What the numbers depend on, without names."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory_gib:.0f} GiB memory, {platform.system()}, "
        f"Python {platform.python_version()}, {libraries}"
    )


if __name__ == "__main__":
    main()
