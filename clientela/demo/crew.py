"""Several processes making the demo at once, so that the database never waits for long.

This file imports no model: a new process reads it before it has set Django up.
"""

import gc
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientela.demo.making import Made
    from clientela.demo.portions import Portion, Setting

_FEW = 20_000  # people that are made before other processes would be up
_MOST = 3  # hands; one database connection takes no more than they make
_make: "Callable[[Portion], Made]"


def hands(customers: int) -> int:
    """How many processes of their own so many customers are worth; none for few."""
    return 0 if customers < _FEW else max(1, min(_MOST, (os.cpu_count() or 2) - 1))


def made(setting: "Setting", portions: "Iterable[Portion]", hands: int) -> "Iterator[Made]":
    """All portions made, in their order, never many ahead of whoever takes them."""
    if not hands:
        from clientela.demo.making import Maker

        yield from map(Maker(setting).make, portions)
        return
    with ProcessPoolExecutor(
        hands, get_context("spawn"), initializer=_begin, initargs=(pickle.dumps(setting),)
    ) as pool:
        ahead: deque[Future[Made]] = deque()
        for portion in portions:
            ahead.append(pool.submit(_work, portion))
            if len(ahead) > hands + 1:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _begin(setting: bytes) -> None:
    global _make
    import django

    django.setup()
    # What is made here has no circles; looking for them takes a fifth of the time.
    gc.disable()
    from clientela.demo.making import Maker

    _make = Maker(pickle.loads(setting)).make  # noqa: S301 - from the process that started this one


def _work(portion: "Portion") -> "Made":
    return _make(portion)
