"""Staff: who works here, inviting, roles, switching off."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import Guarded, StaffRequest, View, fresh, needs
from clientela.admin.forms.staff import InviteForm, RoleForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.views.signing import shown, status_of
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.staff import actions, queries
from clientela.staff.models import User
from clientela.staff.roles import POWERS, Role
from clientela.ui.posting import shown_at

P = ParamSpec("P")
POWER_WORDS = {
    Power.CUSTOMERS_VIEW: _("See customers"),
    Power.CUSTOMERS_EDIT: _("Add and edit customers"),
    Power.CUSTOMERS_NOTES: _("Read and write notes and comments"),
    Power.CUSTOMERS_ADDRESSES: _("See addresses"),
    Power.CUSTOMERS_EMAIL: _("Send emails to customers"),
    Power.CUSTOMERS_CONSENT: _("Change marketing consent"),
    Power.CUSTOMERS_INVITE: _("Invite customers to have an account"),
    Power.CUSTOMERS_ACCOUNTS: _("Deactivate accounts and help with signing in"),
    Power.CUSTOMERS_LOG_IN: _("Log in as a customer"),
    Power.ACCOUNTS_GUARD: _("Watch sign-ups, block networks and domains"),
    Power.CUSTOMERS_DELETE: _("Delete customers, and put them back"),
    Power.CUSTOMERS_IMPORT: _("Import customers and orders"),
    Power.CUSTOMERS_EXPORT: _("Export customers"),
    Power.SEGMENTS_EDIT: _("Save and change segments"),
    Power.ORDERS_VIEW: _("See orders"),
    Power.ORDERS_FULFIL: _("Fulfil orders"),
    Power.ORDERS_EDIT: _("Note on and move orders, prepare drafts"),
    Power.ORDERS_REFUND: _("Cancel orders and give money back"),
    Power.PRODUCTS_VIEW: _("See products"),
    Power.PRODUCTS_EDIT: _("Edit products"),
    Power.JOBS_RUN: _("Start long work"),
    Power.MAILBOX_VIEW: _("Read the built-in mailbox"),
    Power.SETTINGS_VIEW: _("See settings"),
    Power.SETTINGS_EDIT: _("Change settings"),
    Power.TOKENS_EDIT: _("Make and revoke API tokens"),
    Power.STAFF_VIEW: _("See staff"),
    Power.STAFF_EDIT: _("Add and change staff"),
}


@needs(Power.STAFF_VIEW)
@require_safe
def staff_list(request: StaffRequest) -> HttpResponse:
    """Everybody who works here, and the powers of each role."""
    rows = [(label, [power in POWERS[role] for role in Role]) for power, label in POWER_WORDS.items()]
    context = {"people": queries.everybody(), "roles": Role.labels, "rows": rows}
    return show(request, "admin/staff.html", context, current="staff")


@needs(Power.STAFF_EDIT)
@fresh()
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: StaffRequest) -> HttpResponse:
    """Invite a colleague: they get a link by mail and choose a password themselves."""
    form, status = InviteForm(request.POST or None, initial={"language": request.staff.language}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                user = _invited(request, form)
            except Refused as refused:
                status = shown(form, refused)
            else:
                messages.success(request, gettext("%(name)s was sent an invitation.") % {"name": user.name})
                return SeeOther(f"/admin/staff/{user.pk}")
    return show(request, "admin/staff_invite.html", {"form": form}, current="staff", status=status)


def _invited(request: StaffRequest, form: InviteForm) -> User:
    given = form.cleaned_data
    return actions.invite(
        email=given["email"],
        name=given["name"],
        role=Role(given["role"]),
        language=given["language"],
        by=request.actor,
    )


def _person(user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotThere
    return found


@needs(Power.STAFF_VIEW)
@require_safe
def colleague(request: StaffRequest, user_id: int) -> HttpResponse:
    """One member of staff: role, sign-in, second factors, open browsers."""
    person = _person(user_id)
    return _colleague_page(request, person, RoleForm(initial={"role": person.role}))


def _colleague_page(
    request: StaffRequest, person: User, form: RoleForm, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "problem": problem,
        "is_me": person.pk == request.staff.pk,
        "invitation": queries.invited_until(person),
        "factors": [*person.apps.all(), *person.passkeys.all()],
        "sessions": queries.sessions_of(person) if request.actor.can(Power.STAFF_EDIT) else [],
        "base": f"/admin/staff/{person.pk}",
        "here": request.session_row.pk,
        "story": queries.story_of(person),
    }
    return show(request, "admin/staff_person.html", context, current="staff", status=status)


def _deed(*, proven: bool) -> Callable[[View[P]], Guarded[P]]:
    """What is done about a colleague, by a form of their page; most of it after a fresh proof (AC-05)."""

    def wrap(view: View[P]) -> Guarded[P]:
        asked = fresh()(view) if proven else view
        return needs(Power.STAFF_EDIT)(shown_at("/admin/staff/{user_id}")(asked))

    return wrap


def _done(
    request: StaffRequest, user_id: int, do: Callable[..., object], said: str, then: str = ""
) -> HttpResponse:
    """Do one thing about a colleague; a refusal is shown on their page."""
    person = _person(user_id)
    form = RoleForm(initial={"role": person.role})
    try:
        do(user_id, by=request.actor)
    except Refused as refused:
        return _colleague_page(request, person, form, str(refused.sentence), status_of(refused))
    messages.success(request, said % {"name": person.name})
    return SeeOther(then or f"/admin/staff/{user_id}")


@_deed(proven=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change_role(request: StaffRequest, user_id: int) -> HttpResponse:
    """Give a colleague another role; they sign in anew."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _colleague_page(request, _person(user_id), form, status=422)
    change = partial(actions.change_role, role=Role(form.cleaned_data["role"]))
    return _done(request, user_id, change, gettext("%(name)s has another role now."))


@_deed(proven=True)
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: StaffRequest, user_id: int) -> HttpResponse:
    """Switch a colleague off: sessions and API tokens end at once."""
    return _done(request, user_id, actions.deactivate, gettext("%(name)s is switched off."))


@_deed(proven=True)
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: StaffRequest, user_id: int) -> HttpResponse:
    """Switch a colleague on again."""
    return _done(request, user_id, actions.activate, gettext("%(name)s is switched on again."))


@_deed(proven=True)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_again(request: StaffRequest, user_id: int) -> HttpResponse:
    """Send an invitation anew; the link before is dead."""
    return _done(request, user_id, actions.invite_again, gettext("%(name)s was sent a new invitation."))


@_deed(proven=False)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: StaffRequest, user_id: int) -> HttpResponse:
    """Take an invitation back."""
    said = gettext("The invitation of %(name)s was withdrawn.")
    return _done(request, user_id, actions.withdraw, said, "/admin/staff")


@_deed(proven=True)
@require_http_methods(["GET", "HEAD", "POST"])
def clear_factors(request: StaffRequest, user_id: int) -> HttpResponse:
    """Take all second factors from a colleague who lost them."""
    said = gettext("%(name)s sets up a second factor at the next sign-in.")
    return _done(request, user_id, actions.clear_factors, said)


@_deed(proven=False)
@require_http_methods(["GET", "HEAD", "POST"])
def end_sessions(request: StaffRequest, user_id: int) -> HttpResponse:
    """Sign a colleague out in every browser."""
    end = partial(
        actions.end_other_sessions, keep=request.session_row if user_id == request.staff.pk else None
    )
    return _done(request, user_id, end, gettext("%(name)s is signed out everywhere."))


@_deed(proven=False)
@require_http_methods(["GET", "HEAD", "POST"])
def end_session(request: StaffRequest, user_id: int, session_id: int) -> HttpResponse:
    """Sign a colleague out in one browser."""
    end = partial(actions.end_session, session_id=session_id)
    return _done(request, user_id, end, gettext("%(name)s is signed out there."))
