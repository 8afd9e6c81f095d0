"""Settings → Brand: a look is tried as a draft, seen on real pages, published and taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from clientela.admin.documents import with_pictures
from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.brand import BrandForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.messaging import examples, rendering
from clientela.messaging.kinds import KINDS
from clientela.staff.models import User
from clientela.store import actions, previews
from clientela.store.brand import Brand
from clientela.store.look import Look
from clientela.ui.posting import shown_at

HERE = "/admin/settings/brand"
SHOWN_VERSIONS = 10
SAMPLE_MAIL = "order.confirmation"
_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"


@needs(Power.SETTINGS_VIEW)
@require_safe
def brand(request: StaffRequest) -> HttpResponse:
    """How the store looks: what is tried now, on real pages, and the versions before."""
    return _page(request, _form(request))


@needs(Power.SETTINGS_EDIT)
@shown_at(HERE)
@require_POST
def save(request: StaffRequest) -> HttpResponse:
    """Keep what was chosen as the draft and show it; while one chooses, only what changed is drawn."""
    form = _form(request)
    files_changed = form.take_files(request.FILES, request.actor)
    is_kept = form.is_valid() and _try(request, form)
    if request.headers.get("HX-Request"):
        return _page(request, form, part="#state", files_changed=files_changed, is_kept=is_kept)
    return SeeOther(HERE) if is_kept else _page(request, form)


@needs(Power.SETTINGS_EDIT)
@shown_at(HERE)
@require_POST
def publish(request: StaffRequest) -> HttpResponse:
    """Show the look as it is on the page to everybody."""
    form = _form(request)
    form.take_files(request.FILES, request.actor)
    if form.is_valid():
        try:
            actions.publish_brand(form.look(), seen=form.cleaned_data["seen"], by=request.actor)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, _("Published. Shoppers see this look from now on."))
            return SeeOther(HERE)
    return _page(request, form)


@needs(Power.SETTINGS_EDIT)
@shown_at(HERE)
@require_POST
def undo(request: StaffRequest) -> HttpResponse:
    """Go back to the look that was published before."""
    seen = request.POST.get("seen", "")
    try:
        actions.undo_brand(seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("Shoppers see the look of before again."))
    return SeeOther(HERE)


@needs(Power.SETTINGS_EDIT)
@shown_at(HERE)
@require_POST
def discard(request: StaffRequest) -> HttpResponse:
    """Throw the draft away."""
    actions.discard_brand(by=request.actor)
    messages.success(request, _("The draft was discarded."))
    return SeeOther(HERE)


@needs(Power.SETTINGS_VIEW)
@xframe_options_sameorigin
@require_safe
def email(request: StaffRequest) -> HttpResponse:
    """An email with made-up content in the look that is being tried, for its frame."""
    store, row = request.store, Brand.draft() or request.store.brand
    if row:
        store.look = Look.of(row)
    kind = KINDS[SAMPLE_MAIL]
    html = rendering.render(kind, examples.values(kind, store.language), store.language, store).html
    return HttpResponse(
        with_pictures(html, store),
        headers={"Content-Security-Policy": _POLICY, "Content-Language": store.language},
    )


def _try(request: StaffRequest, form: BrandForm) -> bool:
    try:
        actions.save_brand(form.look(), seen=form.cleaned_data["seen"], by=request.actor)
    except Refused as refused:
        form.show(refused)
        return False
    return True


def _form(request: StaffRequest) -> BrandForm:
    row = Brand.draft() or request.store.brand
    look, seen = (Look.of(row), row.revision) if row else (request.store.look, 0)
    data = request.POST if request.method == "POST" else None
    return BrandForm(data, look, seen, request.store.languages or ["en"])


def _page(request: StaffRequest, form: BrandForm, part: str = "", **more: bool) -> HttpResponse:
    draft, published = Brand.draft(), request.store.brand
    row = draft or published
    look = Look.of(row) if row else request.store.look
    context = {
        "form": form,
        "look": look,
        "seen": row.revision if row else 0,
        "draft": draft,
        "published": published,
        "token": previews.token(row.pk) if row else "",
        "notes": look.adjusted(),
        "versions": _versions(published),
    }
    status = 422 if form.errors and not part else 200
    return show(request, f"admin/brand.html{part}", context | more, current="settings", status=status)


def _versions(published: Brand | None) -> list[tuple[Brand, str, bool]]:
    """The newest versions: each with whoever put it there, and whether it is shown."""
    rows = list(Brand.objects.exclude(number=None).order_by("-number")[:SHOWN_VERSIONS])
    names = dict(User.objects.filter(pk__in={row.staff_id for row in rows}).values_list("pk", "name"))
    return [
        (row, names.get(row.staff_id, ""), published is not None and row.pk == published.pk) for row in rows
    ]
