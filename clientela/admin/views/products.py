"""Products: the list, adding one, editing one."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.product import ProductForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.views.timeline import days
from clientela.catalog import actions, pictures, queries
from clientela.catalog.models import Product
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers import story
from clientela.journal import queries as journal
from clientela.ui.posting import shown_at

MOST_FACTS = 50


@dataclass(frozen=True)
class Row:
    """A product in the list: its price from, and what is left of it where it is counted."""

    product: Product
    picture: str
    variants: int
    price: int
    has_prices: bool
    stock: int | None


def _row(product: Product) -> Row:
    shelf = list(product.variants.all())
    prices = {variant.price for variant in shelf}
    counted = [variant.stock for variant in shelf if variant.stock is not None]
    stock = sum(counted) if counted else None
    small = pictures.small(product.picture)
    return Row(product, small, len(shelf), min(prices, default=0), len(prices) > 1, stock)


def _link(**parts: str) -> str:
    asked = {name: value for name, value in parts.items() if value}
    return f"/admin/products?{urlencode(asked)}" if asked else "/admin/products"


@needs(Power.PRODUCTS_VIEW)
@require_safe
def product_list(request: StaffRequest) -> HttpResponse:
    """All products, newest first; searched, or those of one status."""
    q, status = request.GET.get("q", "").strip()[:200], request.GET.get("status", "")
    status = status if status in Product.Status.values else ""
    page = queries.for_staff(
        q, status, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "rows": [_row(product) for product in page.rows],
        "q": q,
        "status": status,
        "tabs": [("", _("All"), _link(q=q))] + [(s, s.label, _link(q=q, status=s)) for s in Product.Status],
        "previous": page.before and _link(q=q, status=status, before=page.before),
        "next": page.after and _link(q=q, status=status, after=page.after),
    }
    part = "#rows" if request.headers.get("HX-Target") == "products" else ""
    return show(request, f"admin/products.html{part}", context, current="products")


@needs(Power.PRODUCTS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Add a product with its picture and variants."""
    form = ProductForm(request.POST or None, None, request.store.currency)
    if _wants_saving(request, form):
        try:
            product = actions.add_product(form.new(), form.added(), by=request.actor)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": product.title})
            return SeeOther(f"/admin/products/{product.pk}")
    return _page(request, form)


@needs(Power.PRODUCTS_VIEW)
@require_safe
def product(request: StaffRequest, product_id: int) -> HttpResponse:
    """One product, with what happened to it."""
    return _page(request, ProductForm(None, queries.find(product_id), request.store.currency))


@needs(Power.PRODUCTS_EDIT)
@shown_at("/admin/products/{product_id}")
@require_POST
def save(request: StaffRequest, product_id: int) -> HttpResponse:
    """Save a product; what a colleague changed meanwhile is shown beside one's own."""
    found = queries.find(product_id)
    form = ProductForm(request.POST, found, request.store.currency)
    if _wants_saving(request, form):
        try:
            _save(request, found, form)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, _("Product saved."))
            return SeeOther(f"/admin/products/{product_id}")
    return _page(request, form)


def _save(request: StaffRequest, found: Product, form: ProductForm) -> None:
    actions.edit_product(
        found.pk,
        form.edited(),
        variants=list(form.variants()),
        added=form.added(),
        removed=form.removed(),
        by=request.actor,
    )


def _wants_saving(request: StaffRequest, form: ProductForm) -> bool:
    """Keep the picture that came along, and see whether the form is whole and to be saved."""
    if not form.is_bound:
        return False
    is_redrawn = form.redraw()
    if upload := request.FILES.get("upload"):
        try:
            form.put_picture(actions.keep_picture(upload, by=request.actor))
        except Refused as refused:
            form.show(refused)
    return not is_redrawn and form.is_whole()


def _page(request: StaffRequest, form: ProductForm) -> HttpResponse:
    product = form.product
    events = journal.about("product", product.pk)[:MOST_FACTS] if product else []
    context = {
        "form": form,
        "product": product,
        "save_url": f"/admin/products/{product.pk}/save" if product else "/admin/products/new",
        "days": days(request, story.told(events, viewer=request.actor)),
        "is_dirty": form.is_bound,
    }
    return show(
        request, "admin/product.html", context, current="products", status=422 if form.is_refused else 200
    )
