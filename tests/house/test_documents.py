"""The documents say what is there: folders, commands, settings, links."""

import ast
import re
from pathlib import Path, PurePosixPath

import pytest

from clm_core.commands.main import command_line
from tests.house.project import PRODUCT, REPOSITORY, files_under, project_files, syntax_tree, text_of

DOCUMENTS = [path for path in project_files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FOLDER_OF_A_MACHINE = r"(?<![\w.~-])/(work|root|home|tmp|opt|mnt|Users)/\w"
ADDRESS_OF_A_MACHINE = r"\b(?!127\.0\.0\.1\b)\d{1,3}(?:\.\d{1,3}){3}\b"
WORKPLACE = re.compile(f"{FOLDER_OF_A_MACHINE}|{ADDRESS_OF_A_MACHINE}")


def anchor(heading: str) -> str:
    """The address of a heading inside its page."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(document: Path) -> set[str]:
    """The addresses of all headings of a page."""
    return {anchor(line.lstrip("#")) for line in text_of(document).splitlines() if line.startswith("#")}


def broken_links(document: Path, text: str) -> list[str]:
    """The links of a page that lead to no file or heading of ours; links to other sites are not tried."""
    broken = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        goal = (REPOSITORY / document.parent / name).resolve() if name else REPOSITORY / document
        if not goal.exists() or (heading and heading not in anchors(goal.relative_to(REPOSITORY))):
            broken.append(target)
    return broken


def tree_in(text: str) -> set[str]:
    """The folders and files of the first code block, whose lines are indented two blanks a level."""
    block = text.split("```")[1].splitlines()[1:]
    parents: list[str] = []
    found = set()
    for line in block:
        names = re.match(r"^( *)((?:[\w.]+/? )*[\w.]+/?)(?=  |$)", line)
        if not names:
            continue
        level = len(names[1]) // 2
        for name in names[2].split():
            found.add(str(PurePosixPath(*parents[:level], name)))
        parents[level:] = [names[2].split()[0]]
    return found


def commands() -> list[str]:
    """The names of the commands of ``python -m clm_core``."""
    choices = [action.choices for action in command_line()._actions if isinstance(action.choices, dict)]
    return [name for names in choices for name in names]


def settings() -> set[str]:
    """Every environment variable of ours that the product reads."""
    return {
        node.value
        for path in files_under(*PRODUCT, suffix=".py")
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"CLM_[A-Z_]+", node.value)
    }


def test_the_tree_in_the_architecture_is_the_tree() -> None:
    drawn = tree_in(text_of(Path("ARCHITECTURE.md")))
    assert not [name for name in drawn if not (REPOSITORY / name).exists()], "drawn, but not there"
    folders = {path.parts[0] for path in project_files() if len(path.parts) > 1 and not path.parts[0].startswith(".")}
    for room in ("clm_core", "pages"):
        folders |= {"/".join(path.parts[:2]) for path in files_under(room) if len(path.parts) > 2}
    assert not folders - drawn, "there, but not drawn"


def test_every_command_is_documented() -> None:
    readme = text_of(Path("README.md"))
    assert len(commands()) > 3
    assert not [name for name in commands() if f"python -m clm_core {name}" not in readme]


def test_every_setting_is_documented() -> None:
    readme = text_of(Path("README.md"))
    assert "CLM_HOME" in settings()
    assert not [name for name in settings() if name not in readme]


def test_every_make_target_of_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(Path("Makefile")), re.MULTILINE))
    named = {(path, name) for path in DOCUMENTS for name in re.findall(r"`make ([a-z-]+)`", text_of(path))}
    assert named
    assert not [(str(path), name) for path, name in named if name not in targets]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_somewhere(document: Path) -> None:
    assert broken_links(document, text_of(document)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_documents_name_no_machine(document: Path) -> None:
    found = [line for line in text_of(document).splitlines() if WORKPLACE.search(line)]
    assert found == []


def test_every_decision_record_says_why() -> None:
    for path in files_under("docs/decisions"):
        text = text_of(path)
        assert text.startswith("# "), path
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text, f"{path} has no {part}"
        assert len(text.split()) < 350, f"{path} is longer than half a page"


def test_trees_are_read() -> None:
    text = "```\nmain.py      x\nroom/\n  one/ two/   both\n    deep.py\n  three/\nREADME.md\n```"
    assert tree_in(text) == {
        "main.py", "room", "room/one", "room/two", "room/one/deep.py", "room/three", "README.md"
    }  # fmt: skip


def test_broken_links_are_found() -> None:
    text = "[a](nowhere.md) [b](#no-such-heading) [c](pyproject.toml) [d](https://example.org)"
    assert broken_links(Path("README.md"), text) == ["nowhere.md", "#no-such-heading"]


@pytest.mark.parametrize("text", ["see /home/anna/clm", "at 192.168.4.7", "(/work/main)"])
def test_machines_are_found(text: str) -> None:
    assert WORKPLACE.search(text)


@pytest.mark.parametrize("text", ["http://127.0.0.1:8501", "home/workspaces/acme", "docs/home/x", "~/clm", "1.2.3"])
def test_other_paths_and_versions_pass(text: str) -> None:
    assert not WORKPLACE.search(text)
