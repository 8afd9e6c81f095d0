"""People who try wrong passwords without a pause, in a process of their own: `python -m bench.attackers`."""

import json
import secrets
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from bench.speed.browser import Browser, form

# What a sign-in may answer to a wrong password: no, wait, or come back.
ANSWERS = (422, 429, 503)


def attack(port: int, path: str, connections: int, seconds: float) -> dict[str, object]:
    """So many at once for so long, each time somebody else from elsewhere. Gives answers and their times."""
    page = Browser(port)
    fields = form(page.get(path).body, "password")
    cookies = dict(page.cookies)
    until = time.perf_counter() + seconds

    def one(_number: int) -> list[tuple[int, float]]:
        browser, found = Browser(port), []
        while time.perf_counter() < until:
            browser.cookies, browser.network = dict(cookies), network()
            typed = {"email": f"{secrets.token_hex(4)}@example.com", "password": "not-the-password"}
            began = time.perf_counter()
            answer = browser.post(path, fields | typed, *ANSWERS)
            found.append((answer.status, (time.perf_counter() - began) * 1000))
        browser.close()
        return found

    with ThreadPoolExecutor(connections) as pool:
        answers = [answer for found in pool.map(one, range(connections)) for answer in found]
    times = {status: sorted(ms for found, ms in answers if found == status) for status in ANSWERS}
    return {"statuses": dict(Counter(status for status, _ms in answers)), "times": times}


def network() -> str:
    """An address that nobody came from yet."""
    return ".".join(str(secrets.randbelow(254) + 1) for _ in range(4))


def main() -> None:
    """Print what became of it, as JSON."""
    port, path, connections, seconds = sys.argv[1:]
    print(json.dumps(attack(int(port), path, int(connections), float(seconds))))


if __name__ == "__main__":
    main()
