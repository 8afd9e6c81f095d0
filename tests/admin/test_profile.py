"""A customer's profile: what it shows, and the small forms on it."""

import pytest
from django.core.cache import cache
from django.db.models.functions import Now

from clientela.core.actor import SYSTEM
from clientela.customers import actions
from clientela.customers.models import Consent, ConsentEntry, Customer
from clientela.journal.models import Event
from tests.admin.scenes import make_order, message
from tests.cast import Cast, as_staff, make_customer

XSS = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


@pytest.fixture
def client(cast: Cast):
    return as_staff(cast.owner)


def path(customer: Customer, rest: str = "") -> str:
    return f"/admin/customers/{customer.pk}{rest}"


def text(client, address: str) -> str:
    return client.get(address).content.decode()


def test_shows_figures_orders_and_what_happened(client, cast: Cast) -> None:
    make_order(cast.ingrid, total=1_279_489_10)
    page = text(client, path(cast.ingrid))
    assert "£1,279,489.10" in page and "#1001" in page and "Oslo, Norway" in page
    assert "Email address proved" in page and "Address added" in page


def test_shows_emails_between_the_facts_with_secrets_masked(client, cast: Cast) -> None:
    sent = message(cast.ingrid, "Your code xsecret-code-0011aabbx", "<p>xsecret-code-0011aabbx</p>")
    page = text(client, path(cast.ingrid))
    assert "Your code ••••••" in page and f"/admin/messages/{sent.pk}" in page
    for address in (f"/admin/messages/{sent.pk}", f"/admin/messages/{sent.pk}/body"):
        assert "••••••" in text(client, address) and "xsecret" not in text(client, address)


def test_email_stands_in_a_frame_that_can_do_nothing(client, cast: Cast) -> None:
    """WB-02: the preview's own policy, framed by our own pages alone."""
    answer = client.get(f"/admin/messages/{message(cast.ingrid).pk}/body")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'") and "frame-ancestors 'self'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_nobody_in_the_bin_and_the_merged_lead_on(client, cast: Cast) -> None:
    Customer.objects.filter(pk=cast.guest.pk).update(deleted_at=Now(), merged_into=cast.ingrid)
    Customer.objects.filter(pk=cast.stranger.pk).update(deleted_at=Now())
    assert client.get(path(cast.guest)).headers["Location"] == path(cast.ingrid)
    assert client.get(path(cast.stranger)).status_code == 404
    assert client.get("/admin/customers/999999").status_code == 404


def test_timeline_reads_what_happened_to_the_merged_too(client, cast: Cast) -> None:
    actions.add_tags([cast.guest.pk], ["from the fair"], by=SYSTEM)
    Customer.objects.filter(pk=cast.guest.pk).update(deleted_at=Now(), merged_into=cast.ingrid)
    assert "Tags added: from the fair" in text(client, path(cast.ingrid))


def test_a_long_timeline_goes_on_page_by_page(client, cast: Cast) -> None:
    for number in range(40):
        actions.add_tags([cast.ingrid.pk], [f"tag-{number:02}"], by=SYSTEM)
    first = text(client, path(cast.ingrid))
    older = first.split("?older=")[1].split("#")[0]
    second = text(client, path(cast.ingrid, f"?older={older}"))
    assert "Tags added: tag-39" in first and "Tags added: tag-05" not in first
    assert "Tags added: tag-05" in second and "Tags added: tag-39" not in second
    assert "Email address proved" in second


def test_few_statements_draw_it(client, cast: Cast, django_assert_max_num_queries) -> None:
    for _order in range(4):
        make_order(cast.ingrid)
        actions.comment(cast.ingrid.pk, "Called again", by=cast.support.as_actor())
    # What stands still is asked once a minute, by whichever page comes first.
    cache.clear()
    client.get(path(cast.ingrid))
    with django_assert_max_num_queries(19):
        client.get(path(cast.ingrid))


def test_what_shoppers_type_stays_text(client, cast: Cast) -> None:
    """WB-04: stored markup is shown as it was typed, in list, profile, timeline and forms."""
    customer = make_customer("xss@example.com", XSS, XSS)
    actions.set_note(customer.pk, XSS, by=SYSTEM)
    actions.add_tags([customer.pk], [XSS], by=SYSTEM)
    actions.comment(customer.pk, XSS, by=cast.owner.as_actor())
    actions.edit(customer.pk, {"first_name": XSS + "2"}, by=SYSTEM)
    order = make_order(customer, street=XSS)
    message(customer, subject=XSS)
    addresses = ["/admin", "/admin/customers", f"/admin/customers?q={XSS}", "/admin/orders"]
    addresses += [path(customer, rest) for rest in ("", "/edit", "/note", "/orders")]
    for address in [*addresses, f"/admin/orders/{order.number}"]:
        page = text(client, address)
        assert "<img src=x" not in page and "<script>alert" not in page, address


def test_comment_is_posted(client, cast: Cast) -> None:
    client.post(path(cast.ingrid, "/comments"), {"text": "Called about the teapot"})
    page = text(client, path(cast.ingrid))
    assert "Called about the teapot" in page and "Owner" in page
    answer = client.post(path(cast.ingrid, "/comments"), {"text": " "})
    assert answer.status_code == 422 and "Write something first." in answer.content.decode()


def test_tags_are_set_as_typed(client, cast: Cast) -> None:
    client.post(path(cast.ingrid, "/tags"), {"tags": "VIP, wholesale\nfair 2025"})
    client.post(path(cast.ingrid, "/tags"), {"tags": "vip, wholesale"})
    assert set(cast.ingrid.tag_rows.values_list("tag__name", flat=True)) == {"VIP", "wholesale"}
    answer = client.post(path(cast.ingrid, "/tags"), {"tags": "x" * 256})
    assert answer.status_code == 422 and "255" in answer.content.decode()


def test_consent_is_written_down_with_its_source(client, cast: Cast) -> None:
    client.post(path(cast.ingrid, "/consent"), {"channel": "email", "subscribed": "on", "reason": "by phone"})
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.SUBSCRIBED
    assert ConsentEntry.objects.get().source == "staff"
    client.post(path(cast.ingrid, "/consent"), {"channel": "email", "reason": "by letter"})
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.UNSUBSCRIBED


def test_note_of_a_colleague_is_never_overwritten_unseen(client, cast: Cast) -> None:
    """F23: both notes are shown side by side; only then can one replace the other."""
    address = path(cast.ingrid, "/note")
    assert client.post(address, {"note": "First\r\nline", "seen": ""}).status_code == 303
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.note == "First\nline"
    answer = client.post(address, {"note": "Mine", "seen": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and "First\nline" in page and "Mine" in page
    assert client.post(address, {"note": "Mine", "seen": "First\r\nline"}).status_code == 303
    assert client.post(address, {"note": "x" * 5001, "seen": "Mine"}).status_code == 422


def seen(customer: Customer) -> dict[str, str]:
    return {
        "seen_first_name": customer.first_name,
        "seen_last_name": customer.last_name,
        "seen_phone": customer.phone or "",
        "seen_language": customer.language,
        "seen_birthday": "",
        "seen_tax_exempt": "False",
    }


def test_profile_is_edited(client, cast: Cast) -> None:
    typed = {
        "first_name": "Ingrid Marie",
        "last_name": "Hansen",
        "phone": "+47 908 07 060",
        "tax_exempt": "on",
    }
    answer = client.post(path(cast.ingrid, "/edit"), typed | {"birthday": "1990-05-17"} | seen(cast.ingrid))
    assert answer.status_code == 303
    cast.ingrid.refresh_from_db()
    assert (cast.ingrid.first_name, cast.ingrid.phone) == ("Ingrid Marie", "+4790807060")
    assert cast.ingrid.tax_exempt and str(cast.ingrid.birthday) == "1990-05-17"
    page = text(client, path(cast.ingrid, "/edit"))
    assert 'value="1990-05-17"' in page and 'name="seen_birthday" value="1990-05-17"' in page


def test_wrong_phone_is_said_beside_its_field(client, cast: Cast) -> None:
    typed = {"first_name": "Ingrid", "last_name": "Hansen", "phone": "12"}
    answer = client.post(path(cast.ingrid, "/edit"), typed | seen(cast.ingrid))
    assert answer.status_code == 422 and "country code" in answer.content.decode()


def test_edits_of_different_fields_both_survive(client, cast: Cast) -> None:
    """F23: what the other changed meanwhile stays."""
    opened = seen(cast.ingrid)
    actions.edit(cast.ingrid.pk, {"last_name": "Hansen-Berg"}, by=SYSTEM)
    typed = {"first_name": "Inga", "last_name": "Hansen", "keep_last_name": "theirs"}
    assert client.post(path(cast.ingrid, "/edit"), typed | opened).status_code == 303
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.name == "Inga Hansen-Berg"


def test_same_field_shows_both_values_and_asks(client, cast: Cast) -> None:
    """F23: nothing is overwritten silently."""
    opened = seen(cast.ingrid)
    actions.edit(cast.ingrid.pk, {"first_name": "Inga"}, by=SYSTEM)
    answer = client.post(path(cast.ingrid, "/edit"), {"first_name": "Inger", "last_name": "Hansen"} | opened)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'name="keep_first_name" value="theirs"' in page
    assert 'name="seen_first_name" value="Inga"' in page
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.first_name == "Inga"
    again = {"first_name": "Inger", "last_name": "Hansen", "keep_first_name": "yours"}
    client.post(path(cast.ingrid, "/edit"), again | opened | {"seen_first_name": "Inga"})
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.first_name == "Inger"


def test_addresses_are_kept(client, cast: Cast) -> None:
    typed = {
        "country": "NO",
        "last_name": "Hansen",
        "line1": "Storgata 1",
        "city": "Oslo",
        "postcode": "0155",
    }
    assert client.post(path(cast.ingrid, "/addresses/new"), typed).status_code == 303
    first = cast.ingrid.addresses.get()
    other = typed | {"line1": "Bygata 2", "default": "on"}
    client.post(path(cast.ingrid, "/addresses/new"), other)
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.default_address and cast.ingrid.default_address.line1 == "Bygata 2"
    client.post(path(cast.ingrid, f"/addresses/{first.pk}/default"))
    client.post(
        path(cast.ingrid, f"/addresses/{first.pk}/edit"), typed | {"city": "Bergen", "postcode": "5003"}
    )
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.default_address and cast.ingrid.default_address.city == "Bergen"
    client.post(path(cast.ingrid, f"/addresses/{first.pk}/delete"))
    assert cast.ingrid.addresses.count() == 1


def test_a_wrong_address_is_said_beside_its_fields(client, cast: Cast) -> None:
    typed = {"country": "NO", "line1": "Storgata 1", "city": "", "postcode": "12"}
    answer = client.post(path(cast.ingrid, "/addresses/new"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Fill this in." in page and "Here it is like" in page
    assert not cast.ingrid.addresses.exists()


def test_another_country_has_other_fields(client, cast: Cast) -> None:
    answer = client.post(
        "/admin/address-fields", {"country": "US", "line1": "1 Main St", "address_prefix": ""}
    )
    page = answer.content.decode()
    assert "State" in page and "ZIP code" in page and "1 Main St" in page and 'class="error"' not in page
    assert client.post("/admin/address-fields", {"address_prefix": '"><b>'}).status_code == 400


def test_somebody_elses_address_is_not_there(client, cast: Cast) -> None:
    make_order(cast.stranger)
    address = cast.stranger.addresses.get()
    assert client.get(path(cast.ingrid, f"/addresses/{address.pk}/edit")).status_code == 404
    client.post(path(cast.ingrid, f"/addresses/{address.pk}/delete"))
    assert cast.stranger.addresses.count() == 1


def test_facts_name_the_colleague(client, cast: Cast) -> None:
    client.post(path(cast.ingrid, "/tags"), {"tags": "VIP"})
    event = Event.objects.filter(name="customer.tags_added").get()
    assert (event.actor_kind, event.actor_id) == ("staff", cast.owner.pk)
