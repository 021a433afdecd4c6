"""Answers that take seconds, computed while the reader goes on reading; shared between sessions."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")

Report = Callable[[float], None]

_LEFT_AFTER_SECONDS = 15.0


class LeftError(Exception):
    """Nobody has looked at the work for a while: whoever asked has gone on to something else."""


class Work(Generic[Answer]):
    """An answer being computed in a thread of its own, one at a time for all readers.

    ``compute`` is given a function that takes the share that is done; that function ends work that nobody
    looks at any more. ``is_stopping`` is for those that can end early with what they have.
    """

    def __init__(self, compute: Callable[[Report], Answer], turn: Lock, stopping: Event | None = None) -> None:
        self._compute, self._turn = compute, turn
        self._stopping = stopping or Event()
        self._future: Future[Answer] = Future()
        self._share, self._looked_at = 0.0, monotonic()
        # A daemon: work that is not finished never keeps the server from ending.
        Thread(target=self._work, daemon=True).start()

    def share(self) -> float:
        """How much is done, from 0 to 1; asking is what keeps the work going."""
        self._looked_at = monotonic()
        return self._share

    def stop(self) -> None:
        """Asks it to end early with what it has; work that cannot goes on."""
        self._stopping.set()

    def is_stopping(self) -> bool:
        """Whether it was asked to end early."""
        return self._stopping.is_set()

    def is_done(self) -> bool:
        """Whether there is an answer, or a fault instead of one."""
        return self._future.done()

    def is_left(self) -> bool:
        """Whether it was given up because nobody looked."""
        return self.is_done() and isinstance(self._future.exception(), LeftError)

    def has_failed(self) -> bool:
        """Whether ``answer`` would raise."""
        return self.is_done() and self._future.exception() is not None

    def answer(self) -> Answer:
        """The answer, waited for; raises what went wrong."""
        return self._future.result()

    def _work(self) -> None:
        try:
            with self._turn:
                self._report(0.0)
                self._future.set_result(self._compute(self._report))
        except BaseException as problem:  # noqa: BLE001 - whoever asks for the answer is told
            self._future.set_exception(problem)

    def _report(self, share: float) -> None:
        if monotonic() - self._looked_at > _LEFT_AFTER_SECONDS:
            raise LeftError
        self._share = share


class Works:
    """The works asked for last, each under the key that decides its answer."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Work[Any]] = OrderedDict()
        self._lock, self._turn = Lock(), Lock()

    def work(self, key: Hashable, compute: Callable[[Report], Answer]) -> Work[Answer]:
        """The work under this key, begun now if nobody has asked yet or it was given up.

        A work that failed is handed out once more, so that its fault is seen, and then forgotten.
        """
        with self._lock:
            found = self._kept.pop(key, None)
            if found is not None and found.has_failed() and not found.is_left():
                return found
            if found is None or found.is_left():
                found = Work(compute, self._turn)
            self._keep(key, found)
            return found

    def stoppable(self, key: Hashable, compute: Callable[[Report, Callable[[], bool]], Answer]) -> Work[Answer]:
        """The same for what can end early: ``compute`` is also given a function that says whether it shall."""
        stopping = Event()
        with self._lock:
            found = self._kept.pop(key, None)
            if found is None or found.is_left():
                found = Work(lambda report: compute(report, stopping.is_set), self._turn, stopping)
            if not found.has_failed():
                self._keep(key, found)
            return found

    def known(self, key: Hashable) -> Work[Any] | None:
        """The work under this key if somebody has asked for it; nothing is begun."""
        with self._lock:
            return self._kept.get(key)

    def forget(self, key: Hashable) -> None:
        """Lets a work go: whoever asks again begins it anew."""
        with self._lock:
            self._kept.pop(key, None)

    def _keep(self, key: Hashable, work: Work[Any]) -> None:
        self._kept[key] = work
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
