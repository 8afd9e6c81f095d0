"""What a change of the account settings does to whom."""

from collections.abc import Iterator

from clientela.accounts import whom
from clientela.accounts.models import AccountSettings, Method, Policy, Registration
from clientela.accounts.plan import Effect, Holders, Weight, stranded
from clientela.accounts.sentences import effect, many
from clientela.customers.models import AccountState

# What customers chose themselves; the code by email everybody has.
_OWN = frozenset({Method.PASSWORD.value, Method.PASSKEY.value, Method.OIDC.value})


def effects(before: AccountSettings, after: AccountSettings) -> tuple[Effect, ...]:
    """Everything that would happen, the gravest first; what would happen to nobody is left out."""
    parts = (_of_policy, _of_methods, _of_registration, _of_store, _of_sessions, _of_multipass)
    found = [effect for part in parts for effect in part(before, after)]
    order = list(Weight)
    return tuple(sorted(found, key=lambda one: order.index(one.weight)))


def _of_policy(before: AccountSettings, after: AccountSettings) -> Iterator[Effect]:
    if before.policy == after.policy:
        return
    if after.is_off:
        yield from _closing()
    elif before.is_off:
        yield from many("opens", whom.in_state(AccountState.ENABLED))
    if after.policy == Policy.REQUIRED:
        yield effect("conversion")
        yield from many("need_account", whom.without_account())
        yield from many("deactivated", whom.in_state(AccountState.DEACTIVATED))
    if after.policy == Policy.REQUIRED and after.registration != Registration.OPEN:
        yield effect("nobody_new")


def _closing() -> Iterator[Effect]:
    people, browsers = whom.signed_in()
    yield from many("signed_out", people)
    if browsers > people:
        yield from many("browsers", browsers)
    yield from many("closed", whom.in_state(AccountState.ENABLED))
    yield from many("invitations", whom.open_invitations())


def _of_methods(before: AccountSettings, after: AccountSettings) -> Iterator[Effect]:
    had, has = frozenset(before.methods), frozenset(after.methods)
    if had == has or after.is_off:
        return
    holders = whom.holders()
    yield from many("stranded", stranded(holders, had, has))
    yield from _moving(holders, had, has)
    people, _browsers = whom.signed_in()
    yield from many("stay", people)


def _moving(holders: Holders, had: frozenset[str], has: frozenset[str]) -> Iterator[Effect]:
    """Those for whom every way that they chose themselves goes, and what they would use instead."""
    gone = had - has
    counts = dict.fromkeys(("to_code", "from_password", "to_link", "keeps", "again"), 0)
    for means, count in holders.items():
        was, now = means.open(had) & _OWN, means.open(has) & _OWN
        if now - was:
            counts["again"] += count
        if now and was & gone:
            counts["keeps"] += count
        elif not now and (was or (Method.CODE in gone and means.has_email)):
            counts[_instead(means.open(has), was)] += count if means.has_way(has) else 0
    for code, count in counts.items():
        yield from many(code, count)


def _instead(now: frozenset[str], was: frozenset[str]) -> str:
    if Method.CODE not in now:
        return "to_link"
    return "from_password" if was == {Method.PASSWORD} else "to_code"


def _of_registration(before: AccountSettings, after: AccountSettings) -> Iterator[Effect]:
    if before.registration == after.registration or after.is_off:
        return
    if before.registration == Registration.OPEN:
        yield effect("form_gone")
        yield from many("unfinished", whom.open_registrations())
    if after.registration == Registration.CLOSED:
        yield from many("invitations", whom.open_invitations())
    if after.registration == Registration.OPEN:
        yield effect("form_back")
    if after.registration == Registration.INVITATION:
        yield from many("invited", whom.in_state(AccountState.INVITED))


def _of_store(before: AccountSettings, after: AccountSettings) -> Iterator[Effect]:
    if after.members_only and not before.members_only:
        yield effect("members_only")
        yield from many("shut_out", whom.without_account())
    if before.members_only and not after.members_only:
        yield effect("for_all")
    if before.storefront != after.storefront:
        yield effect("store_back" if after.storefront else "store_shut")
    if before.newsletter_form and not after.newsletter_form:
        yield effect("no_newsletter_form")


def _of_sessions(before: AccountSettings, after: AccountSettings) -> Iterator[Effect]:
    if after.is_off:
        return
    if after.idle_days < before.idle_days or after.longest_days < before.longest_days:
        yield from many("shorter", whom.signed_out_by(after.idle_days, after.longest_days))
    if after.password_length > before.password_length:
        yield effect("longer_passwords")


def _of_multipass(before: AccountSettings, after: AccountSettings) -> Iterator[Effect]:
    if before.multipass and not after.multipass:
        yield from many("multipass_off", whom.by_multipass())
    if after.multipass and not before.multipass and not after.multipass_secret:
        yield effect("no_secret")
