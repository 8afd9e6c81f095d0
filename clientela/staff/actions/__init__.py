"""The verbs about people who work here: joining, signing in, proving, tokens."""

from clientela.staff.actions.account import WrongPassword, change_password, edit_own
from clientela.staff.actions.factors import (
    Enrolled,
    LastFactor,
    add_app,
    add_passkey,
    clear_factors,
    new_recovery_codes,
    remove_app,
    remove_passkey,
)
from clientela.staff.actions.links import LinkOver, finish_reset, join, request_reset
from clientela.staff.actions.mentioning import mention, read_notices, retell
from clientela.staff.actions.passkeys import ask
from clientela.staff.actions.people import (
    LastOwner,
    NotOneself,
    activate,
    change_role,
    create_staff,
    deactivate,
    invite,
    invite_again,
    withdraw,
)
from clientela.staff.actions.presence import be_here
from clientela.staff.actions.proving import NotProved, Proof, prove
from clientela.staff.actions.resealing import reseal_apps
from clientela.staff.actions.senders import AskedTooOften, ask_sender
from clientela.staff.actions.sessions import end_other_sessions, end_session, sign_out
from clientela.staff.actions.sign_in import (
    SignedIn,
    SignInRefused,
    finish_sign_in,
    sign_in,
    sign_in_by_passkey,
)
from clientela.staff.actions.sweep import sweep
from clientela.staff.actions.tokens import NewToken, create_token, revoke_token

__all__ = [
    "AskedTooOften",
    "Enrolled",
    "LastFactor",
    "LastOwner",
    "LinkOver",
    "NewToken",
    "NotOneself",
    "NotProved",
    "Proof",
    "SignInRefused",
    "SignedIn",
    "WrongPassword",
    "activate",
    "add_app",
    "add_passkey",
    "ask",
    "ask_sender",
    "be_here",
    "change_password",
    "change_role",
    "clear_factors",
    "create_staff",
    "create_token",
    "deactivate",
    "edit_own",
    "end_other_sessions",
    "end_session",
    "finish_reset",
    "finish_sign_in",
    "invite",
    "invite_again",
    "join",
    "mention",
    "new_recovery_codes",
    "prove",
    "read_notices",
    "remove_app",
    "remove_passkey",
    "request_reset",
    "reseal_apps",
    "retell",
    "revoke_token",
    "sign_in",
    "sign_in_by_passkey",
    "sign_out",
    "sweep",
    "withdraw",
]
