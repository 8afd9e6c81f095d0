"""What the editor offers at the cursor, which is marked here by |."""

import pytest

from clientela.core.actor import SYSTEM
from clientela.customers import actions
from clientela.customers.models import MetafieldDefinition
from clientela.post.models import Message
from clientela.segments import filters, queries
from clientela.segments.filters import domains
from clientela.segments.suggesting import MOST, suggest
from tests.admin.scenes import make_product
from tests.cast import Cast, make_customer


def offered(marked: str, most: int = 40) -> list[str]:
    """What is offered, as it would be put in."""
    at = marked.index("|")
    return [each.text for each in suggest(marked.replace("|", "", 1), at, most)]


def taken(marked: str, text: str) -> str:
    """The query after one of the offers was taken."""
    plain, at = marked.replace("|", "", 1), marked.index("|")
    for each in suggest(plain, at, 100):
        if each.text.strip() == text:
            return plain[: each.start] + each.text + plain[each.end :]
    raise AssertionError(f"{text} isn't offered at {marked}: {offered(marked)}")


def test_names_are_found_by_name_and_by_label(db: None) -> None:
    assert offered("|", 100)[0] == "number_of_orders " and len(suggest("", 0)) == MOST
    assert offered("number|")[0] == "number_of_orders "
    assert offered("count|")[0] == "customer_countries "
    assert offered("newsl|") == []
    assert "amount_spent " in offered("spent|")


def test_operators_are_those_of_the_filter(db: None) -> None:
    signs = ["=", "!=", ">", ">=", "<", "<=", "BETWEEN", "IS NULL", "IS NOT NULL"]
    assert [each.strip() for each in offered("number_of_orders |")] == signs
    assert offered("customer_tags |")[:2] == ["CONTAINS ", "NOT CONTAINS "]
    assert offered("customer_tags NOT |") == ["NOT CONTAINS "]
    assert offered("last_order_date is n|") == ["IS NULL ", "IS NOT NULL "]
    assert offered("amount_spent >|") == ["> ", ">= "]
    assert offered("orders_placed |")[0] == "MATCHES ("
    assert offered("nothing_like_it |") == []


def test_values_are_those_of_the_filter(cast: Cast) -> None:
    actions.add_tags([cast.ingrid.pk], ["Very good", "VIP", "O'Neill"], by=SYSTEM)
    assert offered("rfm_group = |", 1) == ["'CHAMPIONS' "]
    assert offered("rfm_group = 'at r|") == ["'AT_RISK' "]
    assert offered("customer_tags CONTAINS v|") == ["'Very good' ", "'VIP' "]
    assert offered("customer_tags CONTAINS 'o|") == ["'O\\'Neill' "]
    assert offered("customer_countries CONTAINS 'norw|") == ["'NO' "]
    assert "'nb' " in offered("customer_language = 'n|")
    assert offered("last_order_date < |")[:2] == ["today ", "yesterday "]
    assert offered("last_order_date < -4|") == ["-4d ", "-4w ", "-4m ", "-4y "]
    assert offered("last_order_date BETWEEN -30d |") == ["AND "]
    assert offered("number_of_orders > |") == []


def test_joins_come_after_a_whole_clause(db: None) -> None:
    assert offered("number_of_orders > 2 |") == ["AND ", "OR "]
    assert offered("rfm_group = 'NEW'|") == [" AND ", " OR "]
    assert offered("(number_of_orders > 2 |") == ["AND ", "OR ", ") "]
    assert offered("number_of_orders > 2 an|") == ["AND "]


def test_functions_offer_their_parameters_once(db: None) -> None:
    product = make_product()
    assert offered("products_purchased MATCHES (|")[:2] == ["id ", "tag "]
    assert offered("products_purchased MATCHES (count|") == ["count "]
    assert offered("products_purchased MATCHES (count > 2 |")[0] == ", id "
    offers = [text.strip(" ,") for text in offered("products_purchased MATCHES (count > 2 |")]
    assert "count" not in offers and {"id", "tag", "date", ")"} <= set(offers)
    assert offered("products_purchased MATCHES (id = 'wool|") == [f"{product.pk} "]
    assert [text.strip() for text in offered("products_purchased MATCHES (id IN (1 |")] == [",", ")"]


def test_custom_fields_are_offered(db: None) -> None:
    kind = MetafieldDefinition.Type
    MetafieldDefinition.objects.create(namespace="facts", key="born", name="Birth date", type=kind.DATE)
    MetafieldDefinition.objects.create(
        namespace="facts", key="size", name="Size", type=kind.CHOICE, choices=["S", "M"]
    )
    assert offered("birth|") == ["metafields.facts.born ", "anniversary('metafields.facts.born') "]
    assert offered("metafields.facts.size = |") == ["'S' ", "'M' "]
    assert offered("anniversary(|") == ["'metafields.facts.born') "]
    assert offered("anniversary('met|") == ["'metafields.facts.born') "]
    assert offered("anniversary('metafields.facts.born') |") == ["= ", "BETWEEN "]
    assert "+30d " in offered("anniversary('metafields.facts.born') BETWEEN today AND |")


def test_what_is_taken_stands_in_the_place_of_the_word(db: None) -> None:
    assert taken("numb|er", "number_of_orders") == "number_of_orders "
    assert taken("rfm_group = 'CHA|M' AND", "'CHAMPIONS'") == "rfm_group = 'CHAMPIONS'  AND"
    assert taken("customer_tags not con|", "NOT CONTAINS") == "customer_tags NOT CONTAINS "


def test_a_query_can_be_written_by_taking_alone(db: None) -> None:
    """From nothing to a query that is understood, with numbers typed."""
    text = taken("|", "rfm_group")
    for what in ("IN (", "'NEW'", ",", "'LOYAL'", ")", "AND", "last_order_date", ">=", "-30d", "OR"):
        text = taken(f"{text}|", what)
    for what in ("orders_placed", "MATCHES (", "amount", ">="):
        text = taken(f"{text}|", what)
    text = f"{text}50 "
    for what in (", date", "<", "today", ")"):
        text = taken(f"{text}|", what)
    assert queries.canonical(text) == (
        "rfm_group IN ('NEW', 'LOYAL') AND last_order_date >= -30d "
        "OR orders_placed MATCHES (amount >= 50, date < today)"
    )


@pytest.mark.parametrize("name", [each.name for each in filters.FILTERS])
def test_every_filter_has_operators_with_words(db: None, name: str) -> None:
    found = suggest(f"{name} ", len(name) + 1, 40)
    assert found and all(each.label and each.label != each.text.strip() for each in found)


@pytest.mark.parametrize(
    "text",
    ["???", "number_of_orders > > |", "a = 'x' b |", "\0", "'" * 99, "(" * 5000, "x" * 30_000, "🙂 = 🙂"],
)
def test_whatever_is_typed_nothing_breaks(db: None, text: str) -> None:
    for at in (-5, 0, 1, len(text) // 2, len(text), len(text) + 9):
        assert isinstance(suggest(text, at), list)


def test_domains_that_customers_have(db: None) -> None:
    """Those that most share first, whatever the case; a part is enough, the beginning comes first."""
    for number, domain in enumerate(["gmail.com"] * 3 + ["Example.com"] * 2 + ["mail.example", "emails.fr"]):
        make_customer(f"p{number}@{domain}")
    actions.add(actions.NewCustomer("No", "Email", "", phone="+4791234567"), by=SYSTEM)
    every = offered("customer_email_domain = |")
    assert [each.strip() for each in every[:2]] == ["'gmail.com'", "'example.com'"] and len(every) == 4
    assert offered("customer_email_domain = 'MAIL|") == ["'mail.example' ", "'gmail.com' ", "'emails.fr' "]
    assert offered("customer_email_domain IN ('exa|") == ["'example.com' ", "'mail.example' "]
    assert offered("customer_email_domain = 'zz|") == []


def test_domains_of_older_customers(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the newest customers, what begins so is found along the index."""
    for number, domain in enumerate(["old.example", "older.example", "new.example"]):
        make_customer(f"p{number}@{domain}")
    monkeypatch.setattr(domains, "_LOOKED_AT", 1)
    assert domains.domains("", 9) == [
        (name, name) for name in ("new.example", "old.example", "older.example")
    ]
    assert [name for name, _label in domains.domains("old", 9)] == ["old.example", "older.example"]
    assert domains.domains("o", 1) == [("old.example", "old.example")]


def test_emails_to_many_by_their_subject(db: None) -> None:
    """The newest first, each once, by a part of the subject or by number."""
    for number, (mailing, subject) in enumerate(
        [(1, "Spring"), (1, "Spring"), (2, "Summer sale"), (3, "Sale")]
    ):
        Message.objects.create(
            message_id=str(number), subject=subject, about_kind="mailing", about_id=mailing
        )
    Message.objects.create(message_id="order", subject="Order", about_kind="order", about_id=9)
    assert offered("shopify_email.delivered MATCHES (activity_id = |") == ["3 ", "2 ", "1 "]
    assert offered("shopify_email.bounced MATCHES (activity_id = sal|") == ["3 ", "2 "]
    assert offered("shopify_email.bounced MATCHES (activity_id IN (1|") == ["1 "]
    assert "activity_id " not in offered("shopify_email.unsubscribed MATCHES (|")
