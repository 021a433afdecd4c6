"""requirements.in names what we import and nothing else; the locks pin it exactly and agree."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.project import PRODUCT, files_under, syntax_tree, text_of

OWN = frozenset({"clm_core", "pages", "sample_data", "tests", "dashboard"})

USED_WITHOUT_IMPORT = {
    "duckdb": "the engine under duckdb-sqlalchemy, which does not say which version",
    "duckdb-sqlalchemy": "SQLAlchemy finds it by the address duckdb://",
    "psycopg": "SQLAlchemy finds it by the address postgresql+psycopg://",
    "pyarrow": "pandas and DuckDB write and read Parquet with it",
    "openpyxl": "pandas and our templates read and write workbooks with it",
    "vl-convert-python": "Altair turns charts into pictures with it",
    "scipy": "comes with scikit-learn; named because analysis uses it directly",
    "scikit-learn": "given by the product's brief; segments and scoring use it",
}
"""Lines of requirements.in that no module of ours need import, with the reason; an import is fine too."""


def requirements(name: str) -> dict[str, Requirement]:
    """The requirements of a .in file by canonical name."""
    lines = (line.split("#")[0].strip() for line in text_of(Path(name)).splitlines())
    parsed = (Requirement(line) for line in lines if line and not line.startswith("-"))
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


def pins(name: str) -> dict[str, str]:
    """The exact versions in a lock by canonical name; anything but an exact pin fails."""
    found: dict[str, str] = {}
    for line in text_of(Path(name)).splitlines():
        if not line or line.lstrip().startswith("#"):
            continue
        match = re.fullmatch(r"([A-Za-z0-9._-]+)(\[[a-z,]+\])?==([A-Za-z0-9.+!]+)( ; .+)?", line.rstrip())
        assert match, f"{name}: {line!r} is not an exact pin"
        found[canonicalize_name(match[1])] = match[3]
    return found


def imported_distributions() -> dict[str, str]:
    """What the product imports from elsewhere: distribution -> the module that does."""
    distributions = packages_distributions()
    found: dict[str, str] = {}
    for path in files_under(*PRODUCT, suffix=".py"):
        for module in imported_modules(syntax_tree(path)) - OWN - sys.stdlib_module_names:
            for distribution in distributions.get(module, [module]):
                found[canonicalize_name(distribution)] = str(path)
    return found


def imported_modules(tree: ast.AST) -> set[str]:
    """Top-level names of the modules imported anywhere in a file, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_everything_imported_is_required_directly() -> None:
    required = requirements("requirements.in")
    missing = {name: module for name, module in imported_distributions().items() if name not in required}
    assert missing == {}, "add these to requirements.in and run `make lock`"


def test_everything_required_is_imported_or_explained() -> None:
    imported = imported_distributions()
    unused = set(requirements("requirements.in")) - set(imported) - set(USED_WITHOUT_IMPORT)
    assert unused == set(), "remove these from requirements.in, or say in USED_WITHOUT_IMPORT what they are for"


def test_every_explanation_is_still_needed() -> None:
    assert set(USED_WITHOUT_IMPORT) <= set(requirements("requirements.in"))


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_fits_what_is_required(name: str) -> None:
    locked = pins(f"{name}.txt")
    for key, requirement in requirements(f"{name}.in").items():
        assert key in locked, f"{key} is not in {name}.txt: run `make lock`"
        assert requirement.specifier.contains(locked[key]), f"{requirement} is not {locked[key]}: run `make lock`"


def test_tests_run_with_the_versions_that_people_get() -> None:
    tested, shipped = pins("requirements-dev.txt"), pins("requirements.txt")
    assert {name: tested.get(name) for name in shipped} == shipped


def test_imports_inside_functions_are_seen() -> None:
    code = "import pandas as pd\ndef fit():\n    from sklearn.linear_model import Ridge\n    import scipy.stats"
    assert imported_modules(ast.parse(code)) == {"pandas", "sklearn", "scipy"}
