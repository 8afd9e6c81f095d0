"""Customers go out as a file and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.core.actor import SYSTEM
from clientela.core.places import Place
from clientela.customers import actions as customers
from clientela.customers.models import Channel, Consent, ConsentEntry, Customer, CustomerTag, OptIn
from clientela.exchange import columns
from clientela.exchange.cells import RISKY, bare, neutral
from tests.cast import make_customer
from tests.exchange.files import bring, exported, rows
from tests.storefront.shop.way import checksums

pytestmark = pytest.mark.django_db
ALL = (*columns.FIELD_HEADER, *columns.MORE)
PROFILE = ("first_name", "last_name", "email", "phone", "language", "birthday", "note", "tax_exempt")


def rich() -> list[Customer]:
    """Customers with everything, with little, and with cells that look like formulas."""
    anna = make_customer("Anna.Lie@example.com", "Anna", "Lie")
    customers.edit(anna.pk, {"phone": "+4722334455", "language": "nb", "tax_exempt": True}, by=SYSTEM)
    customers.set_note(anna.pk, 'Said "hello",\nthen left', by=SYSTEM)
    place = Place("Anna", "Lie", "Lie & Co", "=1+1 Gate", "", "Oslo", "", "0155", "NO", "+4722334455")
    customers.add_address(anna.pk, place, by=SYSTEM)
    customers.add_tags([anna.pk], ["@vip", "wholesale"], by=SYSTEM)
    for channel, state in ((Channel.EMAIL, Consent.SUBSCRIBED), (Channel.SMS, Consent.UNSUBSCRIBED)):
        customers.set_consent(anna.pk, channel, state, level=OptIn.DOUBLE, source="staff", by=SYSTEM)
    odd = make_customer("odd@example.com", "=cmd|' /C calc'!A0", "'-quoted")
    customers.set_note(odd.pk, "'plain apostrophe", by=SYSTEM)
    nameless = customers.add(customers.NewCustomer(phone="+4799887766"), by=SYSTEM)
    contactless = customers.add(customers.NewCustomer(first_name="Kari", last_name="Nordmann"), by=SYSTEM)
    return [anna, odd, nameless, contactless]


def pictured() -> list[tuple[object, ...]]:
    """Every profile, whatever its id."""
    found = []
    for customer in Customer.objects.known().order_by("email", "phone", "last_name"):
        tags = CustomerTag.objects.filter(customer=customer).order_by("tag__key")
        place = customer.default_address.place if customer.default_address else None
        values = tuple(getattr(customer, name) for name in PROFILE)
        consent = (customer.email_consent, customer.sms_consent)
        found.append((*values, *consent, place, tuple(tags.values_list("tag__name", flat=True))))
    return found


def of_customers(sums: dict[str, object]) -> dict[str, object]:
    """The sums of what is known of customers."""
    return {table: value for table, value in sums.items() if table.startswith("customers_")}


def test_into_an_emptied_store_gives_equal_profiles() -> None:
    """FI-03: what goes out comes back, formulas and apostrophes included."""
    rich()
    before = pictured()
    _made, text = exported(ALL)
    Customer.objects.all().delete()
    source = bring(text)
    assert source.counts == {"added": 4}
    assert pictured() == before
    newest = ConsentEntry.objects.filter(channel="email").order_by("-at", "-pk")[0]
    assert (newest.state, newest.level, newest.source) == ("subscribed", "double", "import")


def test_in_place_changes_nothing() -> None:
    """FI-02: the file that was exported, brought in again; with the field's columns as with all."""
    rich()
    for names in ((), ALL):
        _made, text = exported(names)
        before = of_customers(checksums())
        assert bring(text).counts == {"unchanged": 4}
        assert of_customers(checksums()) == before


def test_the_header_is_the_field_s() -> None:
    """The words and the order that other shops read."""
    anna, *_others = rich()
    _made, text = exported(ids=[anna.pk])
    header, line = rows(text)
    assert ",".join(header) == (
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
        "Default Address Address1,Default Address Address2,Default Address City,"
        "Default Address Province Code,Default Address Country Code,Default Address Zip,"
        "Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags"
    )
    assert line == [
        *(f"'{anna.pk}", "Anna", "Lie", "Anna.Lie@example.com", "yes", "Lie & Co", "'=1+1 Gate", "", "Oslo"),
        *("", "NO", "'0155", "'+4722334455", "'+4722334455", "no", "0.00", "0"),
        *('Said "hello",\nthen left', "yes", "'@vip, wholesale"),
    ]


@pytest.mark.parametrize("first", RISKY)
def test_no_cell_is_a_formula(first: str) -> None:
    """FI-03: the list of signs that spreadsheets act on."""
    text = f"{first}SUM(A1)"
    assert neutral(text) == f"'{text}" and bare(neutral(text)) == text


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    """FI-03: import strips exactly what export put in front."""
    assert bare(neutral(text)) == text
    assert not neutral(text).startswith(RISKY[:-1])


def test_custom_fields_go_along() -> None:
    """A column for each, by its name; choices, days, numbers and lists come back as they were."""
    from clientela.customers.actions.filling import set_fields
    from clientela.customers.models import Metafield, MetafieldDefinition

    for key, kind in (("size", "number"), ("day", "date"), ("likes", "list"), ("gift", "boolean")):
        MetafieldDefinition.objects.create(namespace="facts", key=key, name=key.title(), type=kind)
    anna = make_customer("anna@example.com", "Anna")
    values = {"facts.size": "4.5", "facts.day": "2026-03-31", "facts.likes": "wool, oak"}
    values |= {"facts.gift": "true"}
    set_fields(anna.pk, values, by=SYSTEM)
    names = [f"Metafield: {name}" for name in values]
    _made, text = exported(["Email", *names])
    assert rows(text)[1] == ["anna@example.com", *values.values()]
    assert bring(text).counts == {"unchanged": 1}
    changed = text.replace("4.5", "5").replace("wool", "felt")
    with_type = changed.replace("Metafield: facts.size", "Metafield: facts.size [number_decimal]")
    assert bring(with_type).counts == {"changed": 1}
    found = Metafield.objects.filter(customer=anna)
    assert str(found.get(definition__key="size").number) == "5.000000"
    assert found.get(definition__key="likes").texts == ["felt", "oak"]
