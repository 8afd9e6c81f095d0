"""Taking note of mail that came back to the bounce mailbox."""

import structlog

from clientela.core.actor import Actor
from clientela.post.actions.reporting import What, report
from clientela.post.dsn import Returned
from clientela.post.providers import Trouble, bounces
from clientela.store.models import Store

log = structlog.get_logger()


def collect_returned(*, by: Actor) -> int:
    """Read the bounce mailbox, where the settings name one. Gives how many reports it held; safe twice."""
    by.must_be()
    store, count = Store.current(), 0
    if not store.bounce_host:
        return 0
    try:
        with bounces.opened(store) as mailbox:
            for uid, returned in mailbox.reports():
                _take(returned, by)
                mailbox.done(uid)
                count += 1
    except Trouble as trouble:
        # The next time is soon, and nothing read is lost.
        log.warning("bounce_mailbox_closed", words=str(trouble)[:200])
    return count


def _take(returned: Returned, by: Actor) -> None:
    if not returned.message_id or not returned.is_over:
        return
    what = What.COMPLAINED if returned.is_complaint else What.BOUNCED
    report(what, by=by, message_id=returned.message_id, words=returned.words, for_good=returned.for_good)
