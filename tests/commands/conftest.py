"""Runs commands in this process, on a data folder of the test's own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clm_core.commands.main import main
from tests.services.conftest import home as home
from tests.services.conftest import tiny_home as tiny_home


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command gave back, printed and complained about."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The printed JSON."""
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in the data folder with the tiny company, in English unless it says otherwise."""
    monkeypatch.setenv("CLM_HOME", str(home))
    monkeypatch.setenv("CLM_LANG", "en")

    def run_command(*arguments: object) -> Outcome:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code=code, out=captured.out, err=captured.err)

    return run_command


@pytest.fixture
def tiny(run: Run) -> Run:
    """The same, asking the tiny company's workspace."""
    return lambda command, *arguments: run(command, "--workspace", "tiny", *arguments)


@pytest.fixture
def empty(run: Run) -> Run:
    """The same, asking the empty workspace."""
    return lambda command, *arguments: run(command, "--workspace", "empty", *arguments)
