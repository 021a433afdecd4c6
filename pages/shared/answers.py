"""Answers computed once for all sessions: shared as they are, so nobody may change one."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from threading import Lock
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Itself:
    """An object as part of a key: equal to itself alone, and kept, so that nothing else gets its place in memory."""

    def __init__(self, thing: object) -> None:
        self._thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other._thing is self._thing

    def __hash__(self) -> int:
        return id(self._thing)


class Answers:
    """The answers asked for last, each under the key that decides it.

    An answer is handed out itself, not a copy: unpacking a copy for every look at it took longer than
    drawing the page. A page that needs other columns makes its own frame of it (assign, merge, a selection
    of rows); the page tests compare every answer with what it was when it was computed.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = Lock()

    def answer(self, key: Hashable, compute: Callable[[], Answer]) -> Answer:
        """The answer under this key, computed now if nobody has asked yet; who asks meanwhile waits for it."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                own: Future[Answer] = Future()
                self._kept[key] = own
                if len(self._kept) > self._size:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        if found is None:
            return self._computed(key, own, compute)
        try:
            answer: Answer = found.result()
        except CancelledError:
            # Whoever computed it failed, or left the page: that is no answer for us.
            return self.answer(key, compute)
        return answer

    def _computed(self, key: Hashable, own: "Future[Answer]", compute: Callable[[], Answer]) -> Answer:
        try:
            own.set_result(compute())
        except BaseException:
            with self._lock:
                if self._kept.get(key) is own:
                    del self._kept[key]
            own.cancel()
            raise
        return own.result()
