"""python -m sample_data [--out DIR] [--seed 2026] [--until 2026-10-31] [--scale TOUCHPOINTS]"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sample_data.company import DEFAULT_FOLDER, DEFAULT_SEED, DEFAULT_UNTIL, generate
from sample_data.scale.tables import write_scale_tables


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the files and prints their names."""
    parser = argparse.ArgumentParser(prog="python -m sample_data", description="Generate the sample company.")
    parser.add_argument("--out", type=Path, help=f"folder to write to (default {DEFAULT_FOLDER})")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--until", type=date.fromisoformat, default=DEFAULT_UNTIL, help="last day, YYYY-MM-DD")
    parser.add_argument("--scale", type=int, help="instead: this many touchpoints as Parquet snapshot tables")
    given = parser.parse_args(arguments)
    if given.scale is None:
        written = generate(given.out or DEFAULT_FOLDER, seed=given.seed, until=given.until)
    elif given.out is None:
        parser.error("--scale needs --out")
    else:
        written = write_scale_tables(given.out, given.scale, seed=given.seed)
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
