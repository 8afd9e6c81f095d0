"""Taking in many at once: everybody found or made, nobody touched, nothing twice."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.core.actor import SYSTEM, visitor
from clientela.core.copying import Sheet
from clientela.core.emails import EmailNotValid
from clientela.core.errors import NotAllowed
from clientela.core.places import Place
from clientela.customers import search
from clientela.customers.actions.intake import Agreed, Bought, Intake, take_in, take_in_drawn
from clientela.customers.models import AccountState, Address, Consent, ConsentEntry, Customer, OptIn, Source
from clientela.customers.queries import customers, profile
from clientela.journal.models import Event
from tests.cast import Cast, make_customer

AT = datetime(2024, 3, 1, 12, tzinfo=UTC)
BATH = Place("Ann", "Lee", "", "1 High Street", "", "Bath", "", "BA1 5BG", "GB")


def one(email: str, **more: object) -> Intake:
    return Intake(email, AT, Source.IMPORT, **more)  # type: ignore[arg-type]


def whole(email: str = "Ann@Bücher.de") -> Intake:
    return one(
        email, first_name="Åse", last_name="Lee", phone="+447700900123", language="nb",
        birthday=date(1990, 1, 2), note="N", tags=("VIP", "vip", "Oslo"), addresses=(BATH, BATH),
        is_verified=True, account_state=AccountState.ENABLED,
        email_consent=Agreed(Consent.SUBSCRIBED, OptIn.DOUBLE, AT, "newsletter"),
    )  # fmt: skip


def test_everything_comes_along(db: None) -> None:
    ids = take_in([whole()], by=SYSTEM)
    made = Customer.objects.get(pk=ids["ann@xn--bcher-kva.de"])
    assert (made.email, made.name, made.phone) == ("Ann@Bücher.de", "Åse Lee", "+447700900123")
    assert (made.added_at, made.email_verified_at, made.account_state) == (AT, AT, "enabled")
    assert (made.email_consent, made.sms_consent, made.version) == ("subscribed", "not_subscribed", 1)
    assert profile(made).tags == ["Oslo", "VIP"] and made.default_address_id == Address.objects.get().pk
    entry = ConsentEntry.objects.get()
    assert (entry.contact, entry.level, entry.at, entry.source) == (
        "Ann@Bücher.de",
        "double",
        AT,
        "newsletter",
    )
    event = Event.objects.get()
    assert (event.name, event.at, event.customer_id) == ("customer.created", AT, made.pk)


@pytest.mark.parametrize(
    "text",
    ["\\", "\\N", "\\.", "a\tb\nc\r\nd", '\'"{},\\"', "nbsp\u00a0line\u2028", "\u0001 \U0001f600"],
)
def test_whatever_was_written_is_written(db: None, text: str) -> None:
    """No character means anything to the database on the way in."""
    place = replace(BATH, line2=text)
    ids = take_in([one("ann@example.com", note=text, first_name=text, addresses=(place,))], by=SYSTEM)
    made = Customer.objects.get(pk=ids["ann@example.com"])
    assert made.note == made.first_name == text and made.default_address
    assert made.default_address.line2 == text


def test_figures_may_come_along(db: None) -> None:
    """Whoever takes the orders in too has counted them."""
    bought = Bought(3, 4500, AT, AT)
    (pk,) = take_in([one("ann@example.com", bought=bought)], by=SYSTEM).values()
    made = Customer.objects.get(pk=pk)
    assert (made.orders_count, made.amount_spent, made.first_order_at, made.last_order_at) == (
        3,
        4500,
        AT,
        AT,
    )


def test_drawn_sheets_go_to_customers_alone(db: None) -> None:
    """A sheet of another table is refused, and so is who may not import."""
    with pytest.raises(ValueError, match="staff_user"):
        take_in_drawn([Sheet("staff_user", ("id",), b"1\n")], by=SYSTEM)
    with pytest.raises(NotAllowed):
        take_in_drawn([], by=visitor())


def test_found_like_one_added_by_hand(db: None) -> None:
    """The search words written by the set are those that a single reindex writes."""
    (pk,) = take_in([whole()], by=SYSTEM).values()
    before = Customer.objects.values_list("words", "name_key").get(pk=pk)
    search.reindex([pk])
    assert Customer.objects.values_list("words", "name_key").get(pk=pk) == before
    for text in ("ase lee", "vip", "bath", "ba15bg", "7700900123"):
        assert [row.pk for row in customers(text, "").rows] == [pk]


def test_the_same_again_changes_nothing(db: None) -> None:
    """FI-02: whoever is there already is found and left as they are."""
    ingrid = make_customer("Ingrid@example.com", "Ingrid")
    people = [
        whole(),
        one(" INGRID@example.com ", first_name="Evil"),
        one("bo@example.com"),
        one("BO@example.com"),
    ]
    ids = take_in(people, by=SYSTEM)
    assert len(ids) == 3 and ids["ingrid@example.com"] == ingrid.pk
    before = list(Customer.objects.order_by("pk").values())
    assert take_in(people, by=SYSTEM) == ids
    assert list(Customer.objects.order_by("pk").values()) == before
    assert Customer.objects.get(pk=ingrid.pk).first_name == "Ingrid"
    assert (Address.objects.count(), ConsentEntry.objects.count(), Event.objects.count()) == (1, 1, 3)


def test_two_spellings_of_one_address_are_one(db: None) -> None:
    shouted = Place(**{name: value.upper() for name, value in BATH.as_dict().items()})
    (pk,) = take_in([one("ann@example.com", addresses=(BATH, shouted))], by=SYSTEM).values()
    assert Address.objects.get(customer_id=pk).line1 == "1 High Street"


def test_one_wrong_address_and_nobody_comes_in(db: None) -> None:
    with pytest.raises(EmailNotValid):
        take_in([one("ann@example.com"), one("no address")], by=SYSTEM)
    assert not Customer.objects.exists()


def test_nobody_is_nothing(db: None) -> None:
    assert take_in([], by=SYSTEM) == {}


def test_as_many_statements_for_300_as_for_one(db: None) -> None:
    """A handful of statements for thousands."""
    counts = []
    for count in (1, 300):
        people = [one(f"p{count}-{n}@example.com", tags=("VIP",), addresses=(BATH,)) for n in range(count)]
        with CaptureQueriesContext(connection) as asked:
            take_in(people, by=SYSTEM)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


def test_who_may(cast: Cast) -> None:
    """AC-02: the power to import."""
    for by in (cast.support.as_actor(), cast.marketing.as_actor(), visitor()):
        with pytest.raises(NotAllowed):
            take_in([one("new@example.com")], by=by)
    take_in([one("new@example.com")], by=cast.manager.as_actor())
