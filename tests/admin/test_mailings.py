"""Writing to many by the pages: chosen, written, looked at, sent."""

import re

from clientela.core.actor import SYSTEM
from clientela.customers.models import Consent, Customer
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.post.models import Message
from tests.cast import Cast, as_staff

WORDS = {"sender": "", "subject": "Spring", "message": "**New** blankets"}


def test_the_whole_way(cast: Cast) -> None:
    """From the list to the results: what is typed stays, and nothing leaves before *Send*."""
    Customer.objects.filter(pk=cast.ingrid.pk).update(email_consent=Consent.SUBSCRIBED)
    client = as_staff(cast.owner)
    here = client.post("/admin/selections", {"deed": "email", "everything": "1"}).headers["Location"]
    assert "1 customer gets it." in client.get(here).content.decode()
    wrong = client.post(here, WORDS | {"subject": ""})
    assert wrong.status_code == 422 and "**New** blankets" in wrong.content.decode()
    review = client.post(here, WORDS).headers["Location"]
    page = client.get(review).content.decode()
    assert "didn&#x27;t agree to news" in page.lower() and f'src="{review}/body"' in page
    assert "<strong>New</strong>" in client.get(f"{review}/body").content.decode()
    back = re.search(r'href="(/admin/selections/[^"]+draft=[^"]+)"', page)
    assert back and "**New** blankets" in client.get(back[1]).content.decode()
    assert not Message.objects.filter(kind="marketing.message").exists()
    sent = client.post(f"{review}/send")
    running.run(Job.objects.get(kind="customers.email").pk, by=SYSTEM)
    assert "Ingrid Hansen" in client.get(sent.headers["Location"]).content.decode()
    assert Message.objects.get(kind="marketing.message").to == cast.ingrid.email
    assert client.get(review).headers["Location"] == sent.headers["Location"]


def test_somebody_elses_is_not_there(cast: Cast) -> None:
    """AC-03."""
    client, other = as_staff(cast.owner), as_staff(cast.manager)
    here = client.post("/admin/selections", {"deed": "email", "everything": "1"}).headers["Location"]
    review = client.post(here, WORDS).headers["Location"]
    for address in (here, review, f"{review}/body"):
        assert other.get(address).status_code == 404
    other.post(f"{review}/send")
    assert not Job.objects.exists()
