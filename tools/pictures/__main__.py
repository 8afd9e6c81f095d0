"""`bin/pictures`: takes every page, and says what is wrong with any.

Without arguments it runs two stores of its own, one with demo data and one empty, and stops them at the end.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tools.pictures import readme, sheet
from tools.pictures.camera import SIZES, Found, looking
from tools.pictures.stores import ROOT, Store, opened
from tools.pictures.taking import in_trouble, take


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="bin/pictures", description=__doc__)
    reader.add_argument("--out", type=Path, default=ROOT / "pictures", help="folder for the pictures")
    reader.add_argument("--only", default="", metavar="WORD", help="only pictures with this in their name")
    reader.add_argument("--data", type=Path, help="folder in which the stores are kept for the next time")
    reader.add_argument("--url", default="", help="a demo that runs, whose data folder --data names")
    reader.add_argument("--readme", action="store_true", help="take the README's pictures, and no others")
    given = reader.parse_args()
    if given.url and not given.data:
        reader.error("--url needs --data: the folder in which that demo keeps its data")
    return given


@contextmanager
def _stores(given: argparse.Namespace) -> Iterator[list[Store]]:
    if given.url:
        store = Store("full", given.url.rstrip("/"), given.data)
        store.arrange("full")
        yield [store]
        return
    kinds = ("full",) if given.readme else ("full", "empty")
    with ExitStack() as running, ThreadPoolExecutor() as pool:
        starting = [opened(kind, given.data) for kind in kinds]
        yield list(pool.map(running.enter_context, starting))


def _take_readme(stores: list[Store]) -> int:
    with looking(stores[0], "wide", Path(tempfile.gettempdir()), Found()) as camera:
        for path in readme.take(camera):
            print(path.relative_to(ROOT))  # noqa: T201
    return 0


def _take_all(stores: list[Store], out: Path, word: str) -> int:
    out.mkdir(parents=True, exist_ok=True)
    found, began = Found(), time.monotonic()
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(take, stores, size, out, word, found) for size in SIZES]:
            done.result()
    in_trouble(stores, out, word, found)
    path = sheet.write(out, found.files, found.troubles)
    count = sum(map(len, found.files.values()))
    print(f"{count} pictures in {time.monotonic() - began:.0f} seconds: {path}")  # noqa: T201
    for line in found.troubles:
        print(f"- {line}")  # noqa: T201
    print(f"{len(found.troubles)} troubles")  # noqa: T201
    return 1 if found.troubles or not count else 0


def main() -> int:
    """Take the pictures. Gives the exit code: 1 where anything is wrong with a page."""
    given = _arguments()
    # However it ends, the stores end too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with _stores(given) as stores:
        return _take_readme(stores) if given.readme else _take_all(stores, given.out.resolve(), given.only)


if __name__ == "__main__":
    sys.exit(main())
