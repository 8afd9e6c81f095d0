"""Every address of the store and the admin, filled with things that are there, and who may ask for them."""

import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from clientela.accounts.actions.watching import NewAttempt, take_in_attempts
from clientela.accounts.models import Account, Attempt, Identity, Passkey, Provider
from clientela.bulk import actions as bulk
from clientela.bulk.actions.starting import TAG
from clientela.bulk.models import Mailing
from clientela.checkout import actions
from clientela.checkout.models import Checkout
from clientela.core.actor import SYSTEM, Actor
from clientela.customers import actions as customers
from clientela.customers.actions import NewField, comment
from clientela.customers.models import Comment, Customer, MetafieldDefinition, Tag
from clientela.exchange.actions import importing
from clientela.exchange.actions.exporting import export, token_of
from clientela.exchange.models import Export, Import
from clientela.invitations import actions as invitations
from clientela.invitations.models import Invitation, Round
from clientela.jobs.models import Job
from clientela.jobs.running import run
from clientela.messaging import links as readers
from clientela.messaging.actions import compose
from clientela.orders import links
from clientela.orders.actions import send_invoice
from clientela.orders.drafts import invoice_path
from clientela.orders.models import Draft, Order, TaxRate
from clientela.payments.models import TestCharge
from clientela.payments.providers.test_gateway import TestGateway
from clientela.post.models import MailboxMessage, Message
from clientela.privacy.actions import delete
from clientela.segments.actions import save as save_segment
from clientela.segments.actions import select
from clientela.segments.models import Segment, Selection
from clientela.store.models import Store
from tests.admin.scenes import mailed, make_draft
from tests.cast import VISITOR, Cast, actor_of, as_customer, as_staff, make_customer
from tests.checkout.goods import ASKS, Shelf, ready, stock_shelf
from tools.addresses import addresses

PICTURE = "mug-0123456789abcdef.svg"
# Frames with a sandbox and a policy of their own: mail, and pictures, which may be SVG.
FRAMES = {
    "/admin/mailings/<int:mailing_id>/body",
    "/admin/mailbox/<int:message_id>/body",
    "/admin/messages/<int:message_id>/body",
    "/admin/settings/brand/email",
    "/admin/settings/notifications/<str:kind>/preview",
    "/files/<str:name>",
}
# Browsers report broken rules here without a token; it writes nothing but a line of the log.
REPORTS = "/csp-report"
# Mail providers tell what arrived, signed: between programs, with no cookie.
HOOKS = "/hooks/mail/<slug:provider>"
# A mail program ends the newsletter by one POST without cookie or token of ours (RFC 8058).
ONE_CLICK = "/unsubscribe/<str:token>"


@dataclass(frozen=True)
class Place:
    """One address: its route, a path that leads to something, and what may be done there."""

    route: str
    path: str
    methods: str


@dataclass(frozen=True, repr=False)
class House:
    """A store in which every address leads to something."""

    cast: Cast
    shelf: Shelf
    order: Order  # Ingrid's
    guests: Order  # of somebody without an account
    checkout: Checkout  # by which Ingrid placed hers
    draft: Draft  # Ingrid's, with an invoice sent
    comment: Comment  # the owner's, on Ingrid
    email: Message  # the owner's to Ingrid, not sent yet
    round: Round  # the owner's, not begun yet
    invitation: Invitation  # the owner's to the guest, not sent yet
    binned: Customer  # deleted, in the bin
    selection: Selection  # the owner's, of everybody
    job: Job  # the owner's, that tags them, not begun yet
    places: tuple[Place, ...]

    def browsers(self) -> dict[str, Client]:
        """A visitor, a customer and the owner."""
        return {
            "visitor": Client(headers={"accept-language": "en"}),
            "customer": as_customer(self.cast.ingrid),
            "owner": as_staff(self.cast.owner),
        }


def build(cast: Cast) -> House:
    """Put into the store what the addresses speak of."""
    shelf = stock_shelf()
    own, _token = ready(shelf, email=cast.ingrid.email, by=actor_of(cast.ingrid))
    other, _token = ready(shelf, email="nora@example.com")
    asked, _token = ready(shelf, email="asks@example.com", card=ASKS)
    order = actions.place(own.pk, by=actor_of(cast.ingrid))
    guests = actions.place(other.pk, by=VISITOR)
    _begin_proof(asked)
    if not default_storage.exists(PICTURE):
        default_storage.save(PICTURE, ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    mailed("nora@example.com")
    _ways(cast.ingrid)
    cast.ingrid.refresh_from_db()
    draft = send_invoice(make_draft(cast.ingrid).pk, by=SYSTEM)
    owner = cast.owner.as_actor()
    _named(cast)
    _files(owner)
    seen = NewAttempt(Attempt.Kind.SIGN_UP, timezone.now(), "203.0.113.7", "example.net", cast.guest.pk)
    take_in_attempts([seen], by=SYSTEM)
    found = House(
        cast,
        shelf,
        order,
        guests,
        Checkout.objects.get(pk=own.pk),
        draft,
        comment(cast.ingrid.pk, "Called today", by=owner),
        compose(cast.ingrid.pk, subject="Hello", text="Dear Ingrid", by=owner),
        invitations.plan_round(Round.Scope.EVERYBODY, by=owner),
        invitations.write(cast.guest.pk, by=owner),
        _binned(),
        everybody := select(is_everybody=True, by=owner),
        bulk.start(TAG, everybody.pk, by=owner, tags=["regular"]),
        (),
    )
    bulk.write(found.selection.pk, subject="Spring", text="News", by=owner)
    places = tuple(Place(a.route, _path(a.route, found), a.methods) for a in addresses())
    return replace(found, places=places)


def _named(cast: Cast) -> None:
    """A tag, a segment, and a custom field that customers fill in themselves."""
    save_segment("Regulars", "customer_tags CONTAINS 'regular'", by=SYSTEM)
    customers.add_tags([cast.guest.pk], ["Regular"], by=SYSTEM)
    field = NewField("Topics", "list", "preferences", "topics", is_customers_own=True)
    customers.set_field_each([cast.guest.pk], customers.define(field, by=SYSTEM).pk, "Tea", by=SYSTEM)


def _files(owner: Actor) -> None:
    """A file of customers that went out, and one that came and was tried out."""
    made = export(select(is_everybody=True, by=owner).pk, by=owner)
    source = importing.receive("customers.csv", [b"Email\nnew@example.com\nwrong\n"], by=owner)
    for job_id in (made.job_id, importing.try_out(source.pk, by=owner).pk):
        run(job_id or 0, by=SYSTEM)


def _binned() -> Customer:
    """Somebody who was deleted a moment ago."""
    gone = make_customer("gone@example.com", "Gone")
    delete([gone.pk], by=SYSTEM)
    return gone


def _ways(customer: Customer) -> None:
    """Ways to log in besides the password."""
    account = Account.objects.get(customer=customer)
    provider = Provider.objects.create(name="Harbour ID", issuer="https://127.0.0.1:1", client_id="store")
    Identity.objects.create(account=account, provider=provider, subject="7")
    key = {"handle": uuid4(), "credential_id": "YS1rZXk", "public_key": b"a key"}
    Passkey.objects.create(account=account, name="Laptop", **key)


def _begin_proof(checkout: Checkout) -> None:
    from clientela.checkout.refusals import ProofNeeded

    try:
        actions.place(checkout.pk, by=VISITOR)
    except ProofNeeded:
        return
    raise AssertionError("the bank was not asked")


def _signed(route: str, house: House) -> str:
    """The signed part of a link: to an order's status, or to an invoice."""
    whole = invoice_path(house.draft) if "invoice" in route else links.path(house.order, links.Way.MAIL)
    return whole.rpartition("/")[2]


def _message_id(route: str, house: House) -> int:
    """An email's id: in the built-in mailbox, waiting to be looked at, or sent."""
    if "/email/" in route:
        return house.email.pk
    rows = MailboxMessage.objects.all() if "mailbox" in route else Message.objects.exclude(state="draft")
    return int(rows.order_by("pk").values_list("pk", flat=True)[0])


def _token(route: str, house: House) -> str:
    """What a link carries: a card's token, a reader's choice, or nothing that is ours."""
    if route.startswith("/admin/exports"):
        return token_of(Export.objects.get())
    if route.startswith("/pay"):
        return TestGateway().open_page()
    if route.startswith("/newsletter"):
        return readers.confirm_path(house.cast.ingrid, "newsletter", "News").rpartition("/")[2]
    if route.startswith(("/preferences", "/unsubscribe")):
        return readers.preferences_path(house.cast.ingrid).rpartition("/")[2]
    return "a-token-of-a-link"


def _path(route: str, house: House) -> str:
    """The route with ids of things that are there."""
    store = Store.current()
    values: dict[str, Any] = {
        "handle": "mug",
        "checkout_id": house.checkout.pk,
        "signed": _signed(route, house),
        "version": store.look.version,
        "digest": store.look.digest,
        "key": TestCharge.objects.get(state="needs_proof").key,
        "name": PICTURE if route.startswith("/files") else "store",
        "customer_id": house.cast.guest.pk if "/invite" in route else house.cast.ingrid.pk,
        "round_id": house.round.pk,
        "invitation_id": house.invitation.pk,
        "address_id": house.cast.ingrid.default_address_id,
        "number": house.order.number,
        "message_id": _message_id(route, house),
        "product_id": house.shelf.mug.product_id,
        "draft_id": house.draft.pk,
        "user_id": house.cast.support.pk,
        "session_id": 1,
        "app_id": 1,
        "passkey_id": 1 if route.startswith("/admin") else Passkey.objects.values_list("pk")[0][0],
        "token_id": 1,
        "comment_id": house.comment.pk,
        "rate_id": house.shelf.post.pk if "shipping" in route else TaxRate.objects.values_list("pk")[0][0],
        "job_id": house.job.pk,
        "selection_id": house.selection.pk,
        "mailing_id": Mailing.objects.values_list("pk")[0][0],
        "block_id": 1,
        "attempt_id": Attempt.objects.values_list("pk")[0][0],
        "place": "block",
        "sender_id": 1,
        "identity_id": Identity.objects.values_list("pk")[0][0],
        "provider_id": Provider.objects.values_list("pk")[0][0],
        "held_id": 1,
        "provider": "postmark",
        "binned_id": house.binned.pk,
        "segment_id": Segment.objects.values_list("pk")[0][0],
        "export_id": Export.objects.values_list("pk")[0][0],
        "import_id": Import.objects.values_list("pk")[0][0],
        "tag_id": Tag.objects.values_list("pk")[0][0],
        "field_id": MetafieldDefinition.objects.values_list("pk")[0][0],
        "deed": "tag" if "/selections" in route else "pause",
        "about": "orders",
        "kind": "order.confirmation",
        "token": _token(route, house),
    }
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), route)
