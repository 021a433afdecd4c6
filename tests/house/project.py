"""The project's own files, as the house tests read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PRODUCT = ("clm_core", "pages", "sample_data", "dashboard.py")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that git keeps or would keep (new ones that nothing ignores too), relative to the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(Path(line) for line in listed.splitlines() if (REPOSITORY / line).is_file()))


def files_under(*places: str, suffix: str = "") -> list[Path]:
    """The project's files that are, or lie in, one of these places."""
    return [
        path
        for path in project_files()
        if path.suffix.endswith(suffix) and any(path.is_relative_to(place) for place in places)
    ]


def text_of(path: Path) -> str:
    """A file's text."""
    return (REPOSITORY / path).read_text("utf-8")


@cache
def syntax_tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(text_of(path), filename=str(path))


def docstrings(tree: ast.AST) -> set[ast.Constant]:
    """The string nodes that document rather than say something: docstrings and strings standing alone."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }
