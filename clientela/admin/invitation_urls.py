"""Addresses of invitations, of help with an account, and of logging in as a customer."""

from django.urls import URLPattern, path

from clientela.admin.views import account_help, acting, invitations

_CUSTOMER = "/customers/<int:customer_id>"
_ACCOUNT = f"{_CUSTOMER}/account"
_INVITE = f"{_CUSTOMER}/invite"
_ROUND = "/invitations/<int:round_id>"

urlpatterns: list[URLPattern] = [
    path("/invitations", invitations.invitations, name="invitations"),
    path("/invitations/new", invitations.by_address, name="invitation-new"),
    path("/invitations/plan", invitations.plan, name="invitations-plan"),
    path(_ROUND, invitations.round_page, name="invitations-round"),
    path(f"{_ROUND}/review", invitations.round_review, name="round-review"),
    path(f"{_ROUND}/email", invitations.round_email, name="round-email"),
    path(f"{_ROUND}/start", invitations.start, name="round-start"),
    path(f"{_ROUND}/results", invitations.results, name="round-results"),
    path(_INVITE, invitations.write, name="customer-invite"),
    path(f"{_INVITE}/again", invitations.again, name="invite-again"),
    path(f"{_INVITE}/<int:invitation_id>", invitations.review, name="invite-review"),
    path(f"{_INVITE}/<int:invitation_id>/send", invitations.send, name="invite-send"),
    path(_ACCOUNT, account_help.account, name="customer-account"),
    path(f"{_ACCOUNT}/reset", account_help.reset, name="account-reset"),
    path(f"{_ACCOUNT}/unlock", account_help.unlock, name="account-unlock"),
    path(f"{_ACCOUNT}/deactivate", account_help.deactivate, name="account-deactivate"),
    path(f"{_ACCOUNT}/activate", account_help.activate, name="account-activate"),
    path(f"{_ACCOUNT}/sessions/end", account_help.end_all, name="account-sessions-end"),
    path(f"{_ACCOUNT}/sessions/<int:session_id>/end", account_help.end, name="account-session-end"),
    path(f"{_CUSTOMER}/log-in", acting.log_in, name="customer-log-in"),
]
