"""Many threads that begin together, each with a connection of its own."""

import threading
from collections.abc import Callable, Sequence

from django.db import connections


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """What each of these gave or raised, in their order."""
    barrier, results = threading.Barrier(len(works)), [object()] * len(works)

    def run(number: int) -> None:
        barrier.wait(30)
        try:
            results[number] = works[number]()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
