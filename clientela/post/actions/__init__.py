"""The verbs of the post: queueing mail, sending it, and keeping the truth about it."""

from clientela.post.actions.delivering import MOST_ATTEMPTS, deliver
from clientela.post.actions.queueing import SenderGone, draft, one_line, queue, send_draft
from clientela.post.actions.queueing_many import queue_each
from clientela.post.actions.reporting import What, report
from clientela.post.actions.returning import collect_returned
from clientela.post.actions.senders import add_sender, remove_sender, verify_sender
from clientela.post.actions.suppressing import hold, release
from clientela.post.actions.sweeping import CLAIM_LASTS, QUEUE_LASTS, sweep
from clientela.post.actions.trying import NotSent, send_test

__all__ = [
    "CLAIM_LASTS",
    "MOST_ATTEMPTS",
    "QUEUE_LASTS",
    "NotSent",
    "SenderGone",
    "What",
    "add_sender",
    "collect_returned",
    "deliver",
    "draft",
    "hold",
    "one_line",
    "queue",
    "queue_each",
    "release",
    "remove_sender",
    "report",
    "send_draft",
    "send_test",
    "sweep",
    "verify_sender",
]
