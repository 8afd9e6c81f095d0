"""Measures one store from within, and prints what was found as JSON: arguments size, rounds, parts."""

import json
import sys
from dataclasses import asdict


def main() -> None:
    """Ask and work."""
    size, rounds, parts = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",")
    from clientela.config.commands.base import set_up

    set_up()
    from bench.scale import questions, work

    found: dict[str, object] = {"size": size}
    if "questions" in parts:
        work.settle()
        found["questions"] = [asdict(each) for each in questions.ask(rounds)]
        found["sorts"] = [asdict(each) for each in questions.sort(rounds)]
    if "work" in parts:
        found["work"] = [asdict(each) for each in work.measure(size)]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
