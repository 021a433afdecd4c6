"""Every key that the code names exists, and no sentence is kept that nobody says."""

import ast
import re
from functools import cache

from clm_core.texts.catalogue import Language, catalogue
from tests.house.project import PRODUCT, files_under, syntax_tree
from tests.house.text_keys import NamedKeys, named_keys

TOPICS = frozenset(key.split(".")[0] for key in catalogue(Language.EN))

DYNAMIC_KEYS = {
    r"stages\.[a-z]+": "services/export.py names a coded column's topic, then the value",
    r"channels\.[a-z_]+": "services/export.py names a coded column's topic, then the value",
}
"""Families that the code builds in a way that named_keys cannot see: pattern -> where it is built."""


@cache
def keys_by_module() -> dict[str, NamedKeys]:
    """What each module of the product names."""
    return {str(path): named_keys(syntax_tree(path), TOPICS) for path in files_under(*PRODUCT, suffix=".py")}


def test_every_key_that_the_code_names_exists() -> None:
    """Or is the beginning of some: ``empty_state("funnel.empty")`` says funnel.empty.title and funnel.empty.text."""
    known = catalogue(Language.EN)
    known_beginnings = {key.rpartition(".")[0] for key in known} - TOPICS
    missing = [
        f"{module}:{line}: {key}"
        for module, named in keys_by_module().items()
        for key, line in named.keys.items()
        if key not in known and key not in known_beginnings
    ]
    assert not missing, "\n".join(missing)


def test_every_family_that_the_code_names_has_members() -> None:
    known = catalogue(Language.EN)
    missing = [
        f"{module}:{line}: {pattern}"
        for module, named in keys_by_module().items()
        for pattern, line in named.patterns.items()
        if not any(re.fullmatch(pattern, key) for key in known)
    ]
    assert not missing, "\n".join(missing)


def test_every_sentence_is_said_somewhere() -> None:
    modules = keys_by_module().values()
    keys = {key for named in modules for key in named.keys}
    families = [re.compile(pattern) for named in modules for pattern in named.patterns] + [
        re.compile(pattern) for pattern in DYNAMIC_KEYS
    ]
    unused = [
        key
        for key in catalogue(Language.EN)
        if key not in keys
        and key.rpartition(".")[0] not in keys
        and not any(family.fullmatch(key) for family in families)
    ]
    assert not unused, "\n".join(unused)


def found(code: str) -> NamedKeys:
    return named_keys(ast.parse(code), frozenset({"funnel", "kpi"}))


def test_keys_are_found_wherever_they_stand() -> None:
    code = 'title = "funnel.title"\nraise ClmError("nowhere.at_all", n=1)\nRowProblem(reason="bad.cell")\ntexts("oops")'
    assert set(found(code).keys) == {"funnel.title", "nowhere.at_all", "bad.cell", "oops"}


def test_families_are_found() -> None:
    code = 'a = texts(f"kpi.{name}.label")\nb = "funnel." + stage\nc = f"{topic}.title"'
    assert set(found(code).patterns) == {r"kpi\..+\.label", r"funnel\..+"}


def test_file_names_and_docstrings_are_no_keys() -> None:
    code = '"""funnel.title"""\nname = "funnel.csv"\nversion = "1.2"'
    assert found(code) == NamedKeys()
