"""Two tags, a custom field, and a segment."""

from tools.pictures.troubles import Places


def named() -> Places:
    """The tag that most customers carry, another one's name, and what customers choose themselves."""
    from clientela.core.actor import SYSTEM
    from clientela.customers.models import MetafieldDefinition
    from clientela.customers.tag_list import tags
    from clientela.segments.actions import save
    from clientela.segments.models import Segment

    most_used, other, *_rest = tags("", "-uses").rows
    field = MetafieldDefinition.objects.in_use().get(key="topics")
    query = "(number_of_orders >= 3 OR amount_spent > 500) AND last_order_date >= -1y"
    segment = Segment.objects.first() or save("Regular customers", query, by=SYSTEM)
    places = {"tag": str(most_used.pk), "other_tag": other.name, "field": str(field.pk)}
    return places | {"segment": str(segment.pk)}
