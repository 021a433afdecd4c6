"""Work in the background: done once, given up when nobody looks, its faults seen and not kept."""

from collections.abc import Callable
from threading import Event

import pytest

from pages.shared import meanwhile
from pages.shared.meanwhile import LeftError, Works

SECONDS = 10


def test_the_same_work_is_done_once_and_shared() -> None:
    works, begun = Works(4), []

    def compute(report: Callable[[float], None]) -> str:
        begun.append(1)
        report(0.5)
        return "answer"

    first = works.work("key", compute)
    assert first.answer() == "answer"
    assert works.work("key", compute) is first
    assert (begun, first.share(), first.is_done(), first.has_failed()) == ([1], 0.5, True, False)


def test_work_that_nobody_looks_at_is_given_up_and_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    works, may_go_on = Works(4), Event()

    def compute(report: Callable[[float], None]) -> str:
        assert may_go_on.wait(SECONDS)
        report(0.5)
        return "answer"

    left = works.work("key", compute)
    monkeypatch.setattr(meanwhile, "_LEFT_AFTER_SECONDS", -1.0)
    may_go_on.set()
    with pytest.raises(LeftError):
        left.answer()
    assert left.is_left()
    monkeypatch.setattr(meanwhile, "_LEFT_AFTER_SECONDS", 60.0)
    assert works.work("key", compute).answer() == "answer"


def test_a_fault_is_seen_once_and_then_tried_again() -> None:
    works, faults = Works(4), [ValueError("broken")]

    def compute(report: Callable[[float], None]) -> str:
        if faults:
            raise faults.pop()
        return "answer"

    first = works.work("key", compute)
    with pytest.raises(ValueError, match="broken"):
        first.answer()
    assert works.work("key", compute) is first, "whoever looks later sees the fault as well"
    assert works.work("key", compute).answer() == "answer"


def test_one_work_at_a_time() -> None:
    works, first_runs, first_may_end, running = Works(4), Event(), Event(), []

    def first(report: Callable[[float], None]) -> str:
        running.append("first")
        first_runs.set()
        assert first_may_end.wait(SECONDS)
        return "first"

    def second(report: Callable[[float], None]) -> str:
        running.append("second")
        return "second"

    one = works.work("one", first)
    assert first_runs.wait(SECONDS)
    two = works.work("two", second)
    assert not two.is_done()
    first_may_end.set()
    assert (one.answer(), two.answer(), running) == ("first", "second", ["first", "second"])


def test_work_can_be_asked_to_end_early_with_what_it_has() -> None:
    works, has_begun = Works(4), Event()

    def compute(report: Callable[[float], None], is_stopped: Callable[[], bool]) -> str:
        has_begun.set()
        waiting = Event()
        for _ in range(1000 * SECONDS):
            if is_stopped():
                return "a part"
            waiting.wait(0.001)
        return "all"

    assert works.known("key") is None
    work = works.stoppable("key", compute)
    assert has_begun.wait(SECONDS)
    assert works.known("key") is work is works.stoppable("key", compute)
    assert not work.is_stopping()
    work.stop()
    assert work.answer() == "a part"
    assert works.stoppable("key", compute) is work, "what there is stays until somebody wants it anew"
    works.forget("key")
    assert works.known("key") is None
    anew = works.stoppable("key", compute)
    assert anew is not work
    anew.stop()
    assert anew.answer() == "a part"
