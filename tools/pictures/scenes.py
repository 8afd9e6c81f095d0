"""What the pictures show, put into a store by its own verbs: `python -m tools.pictures.scenes SCENE URL`.

Run in the store's own environment. Its last line of output is JSON: where everything stands.
"""

import json
import re
import secrets
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tools.pictures import binned, exchanged, guests, named, outside
from tools.pictures.troubles import Places, let_in, mended, shut, stuck, until

SIZES = ("wide", "phone")
CUSTOMERS = 2000
LONG_FIRST, LONG_LAST = "Maximiliane Wilhelmine Annegret", "von Habenichts-Donaudampfschifffahrt"


def full(url: str) -> Places:
    """A store two years old, with everything in it that a page can show."""
    from clientela.customers.models import Customer
    from clientela.demo import loading

    if not Customer.objects.exists():
        loading.load(CUSTOMERS, lambda _done, _total: None)
    places = _open(url) | _shopper()
    places |= _ways(int(places["customer"]))
    places |= (
        _remarks(places["customer"])
        | _readers()
        | _rates()
        | named.named()
        | exchanged.exchanged()
        | outside.everybody()
        | _grand()
        | _orders()
        | _drafts(url)
        | _goods()
        | _colleagues(url)
        | _addresses()
    )
    _count()
    doors = _unlocks(url, places) | _burst() | binned.binned() | guests.invited(url, _mail_link)
    doors |= guests.mailed(int(places["customer"]))
    return places | _resets(url, places["shopper"]) | doors | _letters()


def empty(url: str) -> Places:
    """A store on its first day: one owner, nothing else."""
    return _open(url)


SCENES: dict[str, Callable[[str], Places]] = {s.__name__: s for s in (full, empty, stuck, shut, mended)}


def _open(url: str) -> Places:
    """The store's address, its staff with a new password, and the topics of its settings."""
    from clientela.admin.attention import MATTERS
    from clientela.admin.topics import TOPICS
    from clientela.core.actor import SYSTEM
    from clientela.staff import passwords
    from clientela.staff.actions import create_staff
    from clientela.staff.models import User
    from clientela.staff.roles import Role
    from clientela.store.actions import change_settings

    change_settings({"store.url": url}, by=SYSTEM)
    password = f"{secrets.token_urlsafe(12)}-aZ3"
    names = {Role.OWNER: "Olivia Holm", Role.SUPPORT: "Solveig Dahl", Role.READ_ONLY: "Rosa Lind"}
    for role, name in names.items():
        email = f"{role.value.replace('_', '-')}@holm-and-hearth.example"
        known = User.objects.filter(email_key=email).first()
        if known:
            known.password = passwords.hashed(password)
            known.save(update_fields=["password"])
        elif role is Role.OWNER or _has_people():
            create_staff(email=email, name=name, role=role, password=password, is_demo=True, by=SYSTEM)
    matters = ",".join(matter.name for matter in MATTERS)
    return {"password": password, "matters": matters, "topics": ",".join(topic.name for topic in TOPICS)}


def _has_people() -> bool:
    from clientela.customers.models import Customer

    return Customer.objects.exists()


def _shopper() -> Places:
    """The shopper who comes back, and one who never bought anything."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from clientela.accounts.actions.intake import take_in_accounts
    from clientela.accounts.models import Account
    from clientela.core.actor import SYSTEM
    from clientela.customers import actions
    from clientela.customers.models import AccountState, Customer
    from clientela.demo.loading import SHOPPER

    password = f"{secrets.token_urlsafe(12)}-aZ3"
    newcomer = Customer.objects.with_email("newcomer@example.com").first()
    if newcomer is None:
        newcomer = actions.add(actions.NewCustomer("Noor", "", "newcomer@example.com"), by=SYSTEM)
        take_in_accounts({newcomer.pk: timezone.now()}, by=SYSTEM)
        actions.set_account_state(newcomer.pk, AccountState.ENABLED, by=SYSTEM)
    shopper = Customer.objects.with_email(SHOPPER).get()
    Account.objects.filter(customer__in=[shopper, newcomer]).update(password=make_password(password))
    number = shopper.orders.order_by("-placed_at").values_list("number", flat=True)[0]
    return {
        "shopper": shopper.email,
        "newcomer": newcomer.email,
        "newcomer_id": str(newcomer.pk),
        "shopper_password": password,
        "customer": str(shopper.pk),
        "address": str(shopper.default_address_id),
        "own_order": str(number),
    }


def _ways(customer_id: int) -> Places:
    """Ways to log in that the shopper has besides a password: a passkey, and an account elsewhere."""
    from uuid import UUID

    from clientela.accounts.models import Account, Identity, Passkey, Provider

    account = Account.objects.get(customer_id=customer_id)
    key = {"name": "Firefox on Linux", "handle": UUID(int=customer_id), "public_key": b"of no device"}
    passkey, _made = Passkey.objects.get_or_create(account=account, credential_id="pictures", defaults=key)
    club = {"name": "Harbour Club", "client_id": "pictures"}
    provider, _made = Provider.objects.get_or_create(issuer="https://club.example", defaults=club)
    identity, _made = Identity.objects.get_or_create(account=account, provider=provider, subject="1")
    return {"passkey": str(passkey.pk), "identity": str(identity.pk)}


def _count() -> None:
    """The figures of the home page, which the worker counts within an hour."""
    from clientela.core.actor import SYSTEM
    from clientela.insight import actions

    actions.count_all(by=SYSTEM)
    actions.count_persons(by=SYSTEM)


def _remarks(customer_id: str) -> Places:
    """What colleagues say to each other about a customer."""
    from clientela.customers import actions
    from clientela.staff.models import User
    from clientela.staff.roles import Role

    owner, support = (User.objects.get(role=role).as_actor() for role in (Role.OWNER, Role.SUPPORT))
    actions.comment(int(customer_id), "@Olivia Holm may we send the mug again, free of charge?", by=support)
    made = actions.comment(int(customer_id), "Yes, with a card.", by=owner)
    return {"comment": str(made.pk)}


def _readers() -> Places:
    """Links of mails by which a reader says yes to news, chooses, and leaves."""
    from clientela.customers.models import Customer
    from clientela.messaging import links

    reader = Customer.objects.with_email("newcomer@example.com").get()
    return {
        "confirm": links.confirm_path(reader, "storefront", "News from the store, now and then"),
        "preferences": links.preferences_path(reader),
        "unsubscribe": links.unsubscribe_path(reader),
    }


def _rates() -> Places:
    """A way of sending, and a tax."""
    from clientela.orders.models import ShippingRate, TaxRate

    shipping, tax = ShippingRate.objects.order_by("pk")[0], TaxRate.objects.order_by("pk")[0]
    return {"rate": str(shipping.pk), "tax": str(tax.pk)}


def _grand() -> Places:
    """A customer with a name of sixty letters, many tags, a long note and a fortune spent."""
    from django.utils import timezone

    from clientela.core.actor import SYSTEM
    from clientela.core.places import Place
    from clientela.customers import actions
    from clientela.customers.models import Customer
    from clientela.orders.actions.intake import LineIntake, OrderIntake, take_in_orders
    from clientela.orders.models import Order

    email = "maximiliane.von-habenichts@donaudampfschifffahrtsgesellschaft.example.com"
    known = Customer.objects.with_email(email).first()
    if known:
        return {"grand": str(known.pk), "grand_order": str(known.orders.values_list("number", flat=True)[0])}
    note = "Calls before every delivery. Wants invoices by post, never on a Friday. " * 4
    new = actions.NewCustomer(LONG_FIRST, LONG_LAST, email, "+4915112345678", note=note)
    customer = actions.add(new, by=SYSTEM)
    street = "Donaudampfschifffahrtskapitänsgasse 128, Hinterhaus"
    company = "Habenichts & Söhne Handelsgesellschaft mbH"
    place = Place(LONG_FIRST, LONG_LAST, company, street, "", "Kirchdorf an der Krems", "", "4560", "AT", "")
    actions.add_address(customer.pk, place, by=SYSTEM, make_default=True)
    tags = ["wholesale", "rechnungskundin", "ships-to-more-than-one-address", "vip", "invoice-only", "calls"]
    actions.add_tags([customer.pk], tags, by=SYSTEM)
    # Long ago: the curves of the home page stay readable.
    lines = [
        LineIntake("Fitting out of the whole guest house", 1, 1_234_567_00, 1_234_567_00),
        LineIntake("Handwoven blanket with monogram, by arrangement", 24, 189_50, 24 * 189_50),
    ]
    order = OrderIntake(
        "pictures-grand",
        "GBP",
        timezone.now() - timedelta(days=500),
        lines,
        customer_id=customer.pk,
        email=email,
        shipping_address=place.as_dict(),
        fulfillment_status=Order.Fulfillment.UNFULFILLED,
        source="draft",
    )
    take_in_orders([order], by=SYSTEM)
    return _grand()


def _orders() -> Places:
    """Orders that wait, that are sent in part, given back in part, and cancelled."""
    from clientela.core.actor import SYSTEM
    from clientela.orders import actions
    from clientela.orders.models import Order

    usual = Order.objects.exclude(total__gt=1_000_000).order_by("-placed_at")
    open_ = usual.filter(financial_status="PAID", fulfillment_status="UNFULFILLED", cancelled_at=None)
    first = open_.filter(lines__quantity__gte=2)[0]
    gone = usual.exclude(cancelled_at=None).first() or open_.exclude(pk=first.pk)[0]
    if not gone.cancelled_at:
        actions.cancel(gone.pk, actions.Cancelling(reason="Changed their mind"), by=SYSTEM)
    if not first.note:
        actions.set_note(first.pk, "Gift: leave the price off the slip.", by=SYSTEM)
    return {
        "order": str(first.number),
        "order_partly": str(usual.filter(fulfillment_status="PARTIALLY_FULFILLED")[0].number),
        "order_given": str(usual.filter(financial_status="PARTIALLY_REFUNDED", cancelled_at=None)[0].number),
        "order_cancelled": str(gone.number),
    }


def _drafts(_url: str) -> Places:
    """A draft being written, one with an invoice for each browser, and one without a line."""
    from clientela.core.actor import SYSTEM
    from clientela.customers.models import Customer
    from clientela.orders import actions
    from clientela.orders.drafts import invoice_path
    from clientela.orders.models import Draft

    customer = Customer.objects.filter(orders_count=2).exclude(email="").order_by("pk")[0]
    started = Draft.objects.filter(customer=customer, state=Draft.State.OPEN).order_by("pk")
    bare = started.filter(items=None).first() or actions.create_draft(customer.pk, by=SYSTEM)
    written = started.exclude(items=None).first() or _written(customer.pk)
    found = {"draft": str(written.pk), "draft_empty": str(bare.pk)}
    for size in SIZES:
        draft = actions.send_invoice(_written(customer.pk).pk, by=SYSTEM)
        found |= {f"invoice_{size}": invoice_path(draft), "draft_invoiced": str(draft.pk)}
    return found


def _written(customer_id: int) -> Any:
    """A new draft with two things of the catalogue and one that isn't in it."""
    from clientela.catalog.models import Variant
    from clientela.core.actor import SYSTEM
    from clientela.orders import actions

    draft = actions.create_draft(customer_id, by=SYSTEM)
    for variant in Variant.objects.exclude(stock=0).order_by("pk")[3:5]:
        actions.add_variant(draft.pk, variant.pk, by=SYSTEM)
    actions.add_custom(draft.pk, "Engraving", 10_50, 2, by=SYSTEM)
    return draft


def _goods() -> Places:
    """A product of several variants, one that is sold out, and emails to look at."""
    from clientela.catalog.models import Product, Variant

    product = Product.objects.filter(variants__options__has_key="Colour").order_by("position")[0]
    gone = Variant.objects.filter(stock=0).select_related("product").first()
    return {
        "product": str(product.pk),
        "handle": product.handle,
        "sold_out": gone.product.handle if gone else product.handle,
    }


def _mail_link(to: str, path: str, url: str) -> str:
    """The newest link of a mail to an address, once the worker has brought it."""
    from clientela.core import emails
    from clientela.post.models import MailboxMessage

    def newest() -> str:
        for mail in MailboxMessage.objects.filter(to_key=emails.canonical(to)).order_by("-id")[:5]:
            if found := re.search(rf"{re.escape(url)}({path}\S*)", mail.text):
                return found[1]
        return ""

    return str(until(newest))


def _colleagues(url: str) -> Places:
    """Colleagues invited, one for each browser, and one who forgot the password."""
    from clientela.core.actor import SYSTEM, Actor
    from clientela.gate.models import Counter
    from clientela.staff import actions
    from clientela.staff.models import User
    from clientela.staff.roles import Role

    Counter.objects.all().delete()
    owner: Actor = User.objects.get(role=Role.OWNER).as_actor()
    found = {"colleague": str(User.objects.get(role=Role.SUPPORT).pk)}
    for size in SIZES:
        email = f"kari.{secrets.token_hex(3)}@example.com"
        user = actions.invite(email=email, name="Kari Nordmann", role=Role.MANAGER, language="en", by=owner)
        found |= {f"join_{size}": _mail_link(email, "/admin/join/", url), f"joins_{size}": email}
        found["invited"] = str(user.pk)
    support = User.objects.get(role=Role.SUPPORT).email
    actions.request_reset(support, language="en", by=SYSTEM)
    return found | {"staff_reset": _mail_link(support, "/admin/reset/", url)}


def _addresses() -> Places:
    """Addresses that mail comes from, and one that it is held back from."""
    from clientela.core.actor import SYSTEM
    from clientela.post import actions
    from clientela.post.models import Suppression

    actions.hold("ines@example.com", Suppression.Reason.BOUNCED, words="550 5.1.1 User unknown", by=SYSTEM)
    sender, token = actions.add_sender("help@holm-and-hearth.example", "", by=SYSTEM)
    return {"sender": f"/admin/senders/{sender.pk}/{token}"}


def _resets(url: str, email: str) -> Places:
    """A link for the shopper to set a new password."""
    from clientela.accounts import actions
    from clientela.core.actor import SYSTEM

    actions.request_reset(email, by=SYSTEM, language="en")
    return {"reset": _mail_link(email, "/account/reset/", url)}


def _unlocks(url: str, places: Places) -> Places:
    """A link by which the shopper's browser gets past the brake on guessing."""
    from clientela.accounts import actions
    from clientela.core.actor import SYSTEM

    actions.send_unlock(int(places["customer"]), by=SYSTEM)
    return {"unlock": _mail_link(places["shopper"], "/account/unlock/", url)}


def _burst() -> Places:
    """The burst that left accounts behind."""
    from clientela.accounts.models import Attempt

    made = Attempt.objects.filter(kind="sign_up", block="203.0.113.0/24", customer_id__isnull=False)
    newest = made.order_by("-at").values_list("pk", flat=True)[0]
    return {"burst": f"/admin/activity/bursts/block/{newest}"}


def _letters() -> Places:
    """Every letter the store writes, with the words of its sample; and one as a customer's page shows it."""
    from clientela.core.actor import SYSTEM
    from clientela.messaging.actions import notify
    from clientela.messaging.kinds import KINDS
    from clientela.post.models import MailboxMessage, Message
    from clientela.store.models import Store

    store, found = Store.current(), []
    for kind in KINDS.values():
        to = f"{kind.kind.replace('_', '-')}-{secrets.token_hex(3)}@example.com"
        sample = {**kind.sample, "store": store.name} if "store" in kind.sample else kind.sample
        notify(kind.kind, to, sample, by=SYSTEM, language="en")
        mail = until(MailboxMessage.objects.filter(to_key=to.lower()).order_by("-id").first)
        found.append(f"{kind.kind.replace('.', '-').replace('_', '-')}={mail.pk}")
    staff = MailboxMessage.objects.filter(subject__startswith="Join").order_by("-id")[0]
    found.append(f"staff-invitation={staff.pk}")
    sent = Message.objects.filter(kind__startswith="order.", customer_id__gt=0).order_by("-id").first()
    return {
        "letters": ",".join(found),
        "mail": found[0].partition("=")[2],
        "message": str((sent or Message.objects.order_by("-id")[0]).pk),
    }


if __name__ == "__main__":
    from clientela.config.commands.base import set_up

    set_up()
    if sys.argv[1] == "mended":
        let_in(True)
    print(json.dumps(SCENES[sys.argv[1]](sys.argv[2])))  # noqa: T201 - read by `stores`
