"""The house stays easy to find one's way in: sizes, names, where tests lie, what analysis may not touch."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.project import PRODUCT, REPOSITORY, docstrings, files_under, project_files, syntax_tree, text_of

MEGABYTE = 1_000_000
ROOMS = ("importers", "store", "analysis", "charts", "exports", "services", "texts")
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc|managers?|stuff|data2|process)(_|$)")

TESTS_OF_SEVERAL_MODULES = {
    "tests/store/test_import_history.py": "imports, repeats and undos in every order, over all of the store",
    "tests/store/test_crash.py": "an import killed at any moment, over all of the store",
    "tests/store/test_two_writers.py": "two processes that write at once, over all of the store",
}
"""Test files under a room that mirror no single module: path -> what they hold together."""

CLOCKS_AND_CHANCE = re.compile(
    r"\b(datetime|date|Timestamp)\.(now|today|utcnow)\(|\btime\.(time|monotonic|perf_counter)\("
    r"|\bnp\.random\.(?!Generator\b|SeedSequence\b|default_rng\()\w+\(|\bdefault_rng\(\)|(?<!np\.)\brandom\.\w+\("
    r"|\bopen\(|\.to_(csv|parquet|excel)\(|\bread_(csv|parquet|excel)\(|\bos\.environ|inplace=True"
)


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its signature and docstring."""
    first = function.body[0]
    statements = (
        function.body[1:] if isinstance(first, ast.Expr) and first.value in docstrings(function) else function.body
    )
    return (function.end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def functions(*places: str) -> dict[str, int]:
    """Every function of these places with the length of its body."""
    return {
        f"{path}:{node.lineno} {node.name}": body_lines(node)
        for path in files_under(*places, suffix=".py")
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def parts_of_pages() -> set[str]:
    """Modules under pages/ that other modules there import: parts, not scripts that Streamlit runs."""
    trees = [syntax_tree(path) for path in files_under("pages", suffix=".py")]
    imports = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {f"{node.module}.{alias.name}" for node in imports for alias in node.names} | {
        str(node.module) for node in imports
    }


def test_pages_are_a_screen_or_two_of_script() -> None:
    lengths = {path: len(text_of(path).splitlines()) for path in files_under("pages", suffix=".py")}
    parts = parts_of_pages()
    is_part = {path: ".".join(path.with_suffix("").parts) in parts for path in lengths}
    assert not {str(path): lines for path, lines in lengths.items() if lines >= 100 and not is_part[path]}
    assert lengths[Path("pages/menu.py")] < 80


def test_modules_have_one_topic() -> None:
    """Migrations are left out: each is a picture of the tables at its time."""
    modules = [path for path in files_under(*PRODUCT, suffix=".py") if "versions" not in path.parts]
    lengths = {str(path): len(text_of(path).splitlines()) for path in modules}
    assert not {name: lines for name, lines in lengths.items() if lines > 350}


def test_functions_are_short() -> None:
    lengths = {name: lines for name, lines in functions(*PRODUCT).items() if "/versions/" not in name}
    assert not {name: lines for name, lines in lengths.items() if lines > 50}
    assert sum(lines <= 25 for lines in lengths.values()) >= 0.9 * len(lengths)


def test_names_say_what_is_inside() -> None:
    names = [path for path in project_files() if any(EMPTY_NAMES.search(Path(part).stem) for part in path.parts)]
    assert names == []


def test_no_large_files() -> None:
    sizes = {str(path): (REPOSITORY / path).stat().st_size for path in project_files()}
    assert not {name: size for name, size in sizes.items() if size > MEGABYTE}


def test_every_folder_of_code_is_a_package() -> None:
    """And to pytest: two tests of one name in folders without __init__.py would be taken for the same."""
    folders = {path.parent for path in files_under("clm_core", "pages", "sample_data", "tests", suffix=".py")}
    assert not [str(folder) for folder in folders if not (REPOSITORY / folder / "__init__.py").exists()]


@pytest.mark.parametrize("room", ROOMS)
def test_tests_lie_where_their_module_does(room: str) -> None:
    modules = {path.stem for path in files_under(f"clm_core/{room}")} | {
        path.parts[2] for path in files_under(f"clm_core/{room}") if len(path.parts) > 3
    }
    strangers = [
        str(path)
        for path in files_under(f"tests/{room}", suffix=".py")
        if path.name.startswith("test_")
        and str(path) not in TESTS_OF_SEVERAL_MODULES
        and not any(path.stem == f"test_{module}" or path.stem.startswith(f"test_{module}_") for module in modules)
    ]
    assert not strangers, "name them after the module they test, or list them in TESTS_OF_SEVERAL_MODULES"


def test_analysis_has_no_clock_no_chance_and_no_files() -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in files_under("clm_core/analysis", suffix=".py")
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if CLOCKS_AND_CHANCE.search(line.split("#")[0])
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "today = date.today()",
        "now = pd.Timestamp.now('UTC')",
        "rng = np.random.default_rng()",
        "x = np.random.normal(size=3)",
        "frame.drop(columns='a', inplace=True)",
        "frame = pd.read_csv(path)",
    ],
)
def test_clocks_chance_and_files_are_found(line: str) -> None:
    assert CLOCKS_AND_CHANCE.search(line)


def test_analysis_may_take_a_generator_and_a_moment() -> None:
    line = "def sampled(rng: np.random.Generator, as_of: datetime) -> float: return rng.normal()"
    assert not CLOCKS_AND_CHANCE.search(line)
