"""The verbs about signing in."""

from clientela.accounts.actions.access import AccountClosed, AccountsOff
from clientela.accounts.actions.changing import change_email
from clientela.accounts.actions.password import WrongPassword, change_password
from clientela.accounts.actions.register import (
    CodeNotValid,
    CodeOver,
    begin_registration,
    finish_registration,
    send_new_code,
)
from clientela.accounts.actions.reset import LinkOver, finish_reset, request_reset
from clientela.accounts.actions.restoring import end_everything
from clientela.accounts.actions.sessions import end_sessions, sign_out
from clientela.accounts.actions.sign_in import SignInNotPossible, known_device, sign_in
from clientela.accounts.actions.sweep import sweep

__all__ = [
    "AccountClosed",
    "AccountsOff",
    "CodeNotValid",
    "CodeOver",
    "LinkOver",
    "SignInNotPossible",
    "WrongPassword",
    "begin_registration",
    "change_email",
    "change_password",
    "end_everything",
    "end_sessions",
    "finish_registration",
    "finish_reset",
    "known_device",
    "request_reset",
    "send_new_code",
    "sign_in",
    "sign_out",
    "sweep",
]
