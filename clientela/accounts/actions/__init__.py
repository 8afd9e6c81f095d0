"""The verbs about signing in."""

from clientela.accounts.actions.access import AccountClosed, AccountsOff
from clientela.accounts.actions.acting_as import NoAccount, begin_visit, end_visit, enter_visit
from clientela.accounts.actions.alerting import tell_new_device
from clientela.accounts.actions.bursting import TakenBack, activate_burst, deactivate_burst
from clientela.accounts.actions.changing import change_email
from clientela.accounts.actions.code_sign_in import (
    begin_code_sign_in,
    finish_code_sign_in,
    send_new_sign_in_code,
)
from clientela.accounts.actions.deactivating import activate, deactivate
from clientela.accounts.actions.fresh import ProofNeeded
from clientela.accounts.actions.helping import clear_brakes, help_with_reset
from clientela.accounts.actions.own_email import (
    OtherEmail,
    SameEmail,
    begin_email_change,
    finish_email_change,
    undo_email_change,
)
from clientela.accounts.actions.passkeys import (
    TooManyPasskeys,
    add_passkey,
    ask,
    name_passkey,
    remove_passkey,
    sign_in_by_passkey,
)
from clientela.accounts.actions.password import (
    WrongPassword,
    change_password,
    remove_password,
    set_password,
)
from clientela.accounts.actions.policy import (
    NothingToTakeBack,
    PlanChanged,
    WouldStrand,
    change_accounts,
    new_multipass_secret,
    plan_accounts,
    plan_taking_back,
    take_back,
)
from clientela.accounts.actions.proving import (
    NotProved,
    begin_proof,
    finish_proof,
    proof_waiting,
    prove_by_passkey,
    prove_by_password,
)
from clientela.accounts.actions.register import (
    CodeNotValid,
    CodeOver,
    begin_registration,
    finish_registration,
    send_new_code,
)
from clientela.accounts.actions.reset import LinkOver, finish_reset, request_reset
from clientela.accounts.actions.restoring import end_everything
from clientela.accounts.actions.sessions import end_session, end_sessions, sign_out
from clientela.accounts.actions.sign_in import SignInNotPossible, sign_in
from clientela.accounts.actions.sweep import sweep
from clientela.accounts.actions.unlinking import unlink_provider
from clientela.accounts.actions.unlocking import mail_unlock, release, send_unlock, unlock
from clientela.accounts.devices import known_device

__all__ = [
    "AccountClosed",
    "AccountsOff",
    "CodeNotValid",
    "CodeOver",
    "LinkOver",
    "NoAccount",
    "NotProved",
    "NothingToTakeBack",
    "OtherEmail",
    "PlanChanged",
    "ProofNeeded",
    "SameEmail",
    "SignInNotPossible",
    "TakenBack",
    "TooManyPasskeys",
    "WouldStrand",
    "WrongPassword",
    "activate",
    "activate_burst",
    "add_passkey",
    "ask",
    "begin_code_sign_in",
    "begin_email_change",
    "begin_proof",
    "begin_registration",
    "begin_visit",
    "change_accounts",
    "change_email",
    "change_password",
    "clear_brakes",
    "deactivate",
    "deactivate_burst",
    "end_everything",
    "end_session",
    "end_sessions",
    "end_visit",
    "enter_visit",
    "finish_code_sign_in",
    "finish_email_change",
    "finish_proof",
    "finish_registration",
    "finish_reset",
    "help_with_reset",
    "known_device",
    "mail_unlock",
    "name_passkey",
    "new_multipass_secret",
    "plan_accounts",
    "plan_taking_back",
    "proof_waiting",
    "prove_by_passkey",
    "prove_by_password",
    "release",
    "remove_passkey",
    "remove_password",
    "request_reset",
    "send_new_code",
    "send_new_sign_in_code",
    "send_unlock",
    "set_password",
    "sign_in",
    "sign_in_by_passkey",
    "sign_out",
    "sweep",
    "take_back",
    "tell_new_device",
    "undo_email_change",
    "unlink_provider",
    "unlock",
]
