"""Imports by hand every module that lists something: facts, notifications, settings, kinds of job.

Settings rows and tasks are found by Django and the queue themselves (`models`, `tasks`).
"""

from clientela.accounts import events as account_events
from clientela.accounts import guard_notifications as account_guard_notifications
from clientela.accounts import jobs as account_jobs
from clientela.accounts import notices as account_notices
from clientela.accounts import notifications as account_notifications
from clientela.bulk import jobs as bulk_jobs
from clientela.catalog import events as catalog_events
from clientela.checkout import events as checkout_events
from clientela.checkout import notifications as checkout_notifications
from clientela.customers import events as customer_events
from clientela.customers import jobs as customer_jobs
from clientela.exchange import events as exchange_events
from clientela.exchange import jobs as exchange_jobs
from clientela.gate import events as gate_events
from clientela.invitations import events as invitation_events
from clientela.invitations import jobs as invitation_jobs
from clientela.invitations import notifications as invitation_notifications
from clientela.jobs import events as job_events
from clientela.messaging import events as messaging_events
from clientela.messaging import notifications as messaging_notifications
from clientela.orders import events as order_events
from clientela.orders import notifications as order_notifications
from clientela.post import events as post_events
from clientela.privacy import events as privacy_events
from clientela.privacy import jobs as privacy_jobs
from clientela.segments import events as segment_events
from clientela.staff import events as staff_events
from clientela.store import events as store_events

EVENTS = (
    account_events,
    catalog_events,
    checkout_events,
    customer_events,
    exchange_events,
    gate_events,
    invitation_events,
    job_events,
    messaging_events,
    order_events,
    post_events,
    privacy_events,
    segment_events,
    staff_events,
    store_events,
)
NOTIFICATIONS = (
    account_guard_notifications,
    account_notices,
    account_notifications,
    checkout_notifications,
    invitation_notifications,
    messaging_notifications,
    order_notifications,
)
JOBS = (account_jobs, exchange_jobs, bulk_jobs, customer_jobs, invitation_jobs, privacy_jobs)
