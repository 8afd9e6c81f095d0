"""The verbs of the post: queueing mail, sending it, and keeping the truth about it."""

from clientela.post.actions.delivering import MOST_ATTEMPTS, deliver
from clientela.post.actions.queueing import one_line, queue
from clientela.post.actions.reporting import What, report
from clientela.post.actions.senders import add_sender, remove_sender, verify_sender
from clientela.post.actions.suppressing import hold, release
from clientela.post.actions.sweeping import CLAIM_LASTS, QUEUE_LASTS, sweep

__all__ = [
    "CLAIM_LASTS",
    "MOST_ATTEMPTS",
    "QUEUE_LASTS",
    "What",
    "add_sender",
    "deliver",
    "hold",
    "one_line",
    "queue",
    "release",
    "remove_sender",
    "report",
    "sweep",
    "verify_sender",
]
