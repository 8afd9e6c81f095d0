"""Work that a browser does before a form is taken: ALTCHA, made and checked here, without anybody else.

The browser looks for the number whose digest with the salt is the challenge. That costs a person nothing
that they notice, and somebody who sends a thousand forms much of a computer. It needs no picture and no
stranger.
"""

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution

from clientela.core.actor import Actor
from clientela.core.seals import purpose_keys
from clientela.gate.actions.spending import spend

LASTS = timedelta(minutes=10)
ALGORITHM: Literal["SHA-256"] = "SHA-256"
_LONGEST = 1000
_KINDS = {"algorithm": str, "challenge": str, "number": int, "salt": str, "signature": str}


def challenge(bits: int) -> dict[str, Any]:
    """What a browser is asked to find: one number of `2 ** bits`; good for ten minutes."""
    wanted = ChallengeOptions(
        algorithm=ALGORITHM,
        max_number=2**bits - 1,
        salt_length=12,
        hmac_key=purpose_keys("proof")[0],
        expires=datetime.now(UTC) + LASTS,
    )
    made = create_challenge(wanted)
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": made.max_number,
        "salt": made.salt,
        "signature": made.signature,
    }


def holds(text: str, *, by: Actor) -> bool:
    """Whether this is the answer to a challenge of ours, in time, and for the first time; it is used up."""
    answer = _read(text)
    if answer is None or not any(verify_solution(answer, key)[0] for key in purpose_keys("proof")):
        return False
    # A little longer than it counts: clocks of processes differ.
    return spend("proof", str(answer["challenge"]), datetime.now(UTC) + 2 * LASTS, by=by)


def _read(text: str) -> Any:
    """The answer's fields, each of its kind; nothing where it is no answer."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        answer = json.loads(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(answer, dict) or answer.get("algorithm") != ALGORITHM:
        return None
    return answer if all(type(answer.get(name)) is kind for name, kind in _KINDS.items()) else None
