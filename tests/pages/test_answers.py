"""Answers are computed once, forgotten in order, and a failed one is no answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from pages.shared.answers import Answers, Itself
from pages.shared.one_run import forget_all, forget_one, once, one_run


def test_the_same_key_gives_the_very_same_answer() -> None:
    answers = Answers(2)
    first = answers.answer("a", lambda: [1])
    assert answers.answer("a", lambda: [2]) is first


def test_the_answer_not_asked_for_longest_goes_first() -> None:
    answers = Answers(2)
    first = answers.answer("a", lambda: [1])
    answers.answer("b", lambda: [2])
    assert answers.answer("a", lambda: [0]) is first
    answers.answer("c", lambda: [3])
    assert answers.answer("a", lambda: [0]) is first
    assert answers.answer("b", lambda: [0]) == [0]


def test_a_failure_is_raised_and_not_kept() -> None:
    answers = Answers(2)
    with pytest.raises(ZeroDivisionError):
        answers.answer("a", lambda: 1 / 0)
    assert answers.answer("a", lambda: 7) == 7


def test_who_asks_meanwhile_waits_and_computes_only_if_the_first_failed() -> None:
    answers, has_begun, may_end = Answers(2), Event(), Event()
    calls: list[str] = []

    def slow(name: str, *, fails: bool) -> str:
        calls.append(name)
        has_begun.set()
        assert may_end.wait(10)
        if fails:
            raise KeyboardInterrupt
        return name

    for fails, given in ((False, "first"), (True, "second")):
        calls.clear(), has_begun.clear(), may_end.clear()
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(answers.answer, fails, lambda fails=fails: slow("first", fails=fails))
            assert has_begun.wait(10)
            second = pool.submit(answers.answer, fails, lambda: slow("second", fails=False))
            may_end.set()
            assert second.result(10) == given
            assert isinstance(first.exception(10), KeyboardInterrupt) is fails
        assert calls == (["first", "second"] if fails else ["first"])


def test_an_object_as_key_is_equal_to_itself_alone() -> None:
    one, same = [1], [1]
    assert Itself(one) == Itself(one)
    assert hash(Itself(one)) == hash(Itself(one))
    assert Itself(one) != Itself(same)


def test_within_one_run_things_are_looked_up_once_and_anew_when_forgotten() -> None:
    found = iter(range(10))

    def look_up() -> int:
        return next(found)

    assert [once("a", look_up), once("a", look_up)] == [0, 1]
    with one_run():
        assert [once("a", look_up), once("a", look_up), once("b", look_up)] == [2, 2, 3]
        with one_run():
            assert once("a", look_up) == 2
        forget_one("a")
        assert [once("a", look_up), once("b", look_up)] == [4, 3]
        forget_all()
        assert once("b", look_up) == 5
    assert once("a", look_up) == 6
