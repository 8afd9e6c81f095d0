"""Customers whom a colleague deleted, put into the pictured store."""

from tools.pictures.troubles import Places


def binned() -> Places:
    """Two in the bin, and which of them is destroyed."""
    from clientela.customers.models import BinEntry
    from clientela.demo.leaving import fill_bin
    from clientela.staff.models import User

    owner = User.objects.get(email_key="owner@holm-and-hearth.example").as_actor()
    there = BinEntry.objects.values_list("pk", flat=True).first()
    return {"binned": str(there or fill_bin(by=owner)[0])}
