"""A slow machine and a slow line, on purpose: what races then would race somewhere, some day.

CLIENTELA_SLOW=4 makes the browser's processor four times slower and holds every answer back (pages, parts of
pages, scripts and styles) for 50 to 400 ms, drawn by CLIENTELA_SLOW_SEED; all patience grows with it.
"""

import asyncio
import os
import random
import threading

from playwright.sync_api import Page

FACTOR = float(os.environ.get("CLIENTELA_SLOW") or 1)
SEED = int(os.environ.get("CLIENTELA_SLOW_SEED") or 1)
SHORTEST, LONGEST = 0.05, 0.4


def is_on() -> bool:
    """Whether this run is a slow one."""
    return FACTOR > 1


def patience(amount: float) -> float:
    """How long to wait here for what takes this long at most elsewhere."""
    return amount * max(1.0, FACTOR)


def brake(page: Page) -> None:
    """Let a page think slowly."""
    if is_on():
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": FACTOR})


class Line:
    """A slow line: listens on one port and hands on to the other, each question a while later."""

    def __init__(self, port: int, behind: int) -> None:
        self.port, self.behind = port, behind
        self.draw = random.Random(SEED)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        self.loop.run_until_complete(asyncio.start_server(self._taken, "localhost", self.port))
        self.loop.run_forever()

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.behind)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._carry(reader, far_writer, True), self._carry(far_reader, writer, False))

    async def _carry(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, is_held: bool) -> None:
        try:
            while said := await source.read(65536):
                if is_held:
                    await asyncio.sleep(self.draw.uniform(SHORTEST, LONGEST))
                to.write(said)
                await to.drain()
        except OSError:
            pass
        finally:
            to.close()

    def close(self) -> None:
        """Nobody gets through any more."""
        self.loop.call_soon_threadsafe(self._end)
        self.thread.join()

    def _end(self) -> None:
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.call_soon(self.loop.stop)
