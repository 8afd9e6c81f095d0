"""The built-in mailbox."""

from clientela.staff.models import User
from tests.admin.scenes import mailed
from tests.cast import Cast, as_staff


def test_lists_newest_first_and_by_recipient(cast: Cast) -> None:
    client = as_staff(cast.owner)
    mailed("anna@example.com", "First")
    mailed("ola@example.com", "Second")
    page = client.get("/admin/mailbox").content.decode()
    assert page.index("Second") < page.index("First")
    page = client.get("/admin/mailbox?to=Anna@Example.com").content.decode()
    assert "First" in page and "Second" not in page
    assert "No email to" in client.get("/admin/mailbox?to=nonsense").content.decode()


def test_an_email_can_be_read_and_its_links_followed(cast: Cast) -> None:
    """WB-02: the body is a document of its own, in a sandbox from which only a pressed link leads out."""
    client = as_staff(cast.owner)
    found = mailed("anna@example.com", html="<html><head></head><body><a href='http://localhost'>Go</a>")
    page = client.get(f"/admin/mailbox/{found.pk}").content.decode()
    assert f'src="/admin/mailbox/{found.pk}/body"' in page and "allow-scripts" not in page
    answer = client.get(f"/admin/mailbox/{found.pk}/body")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups") and "allow-scripts" not in policy
    assert "default-src 'none'" in policy and answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in answer.content.decode()
    assert client.get("/admin/mailbox/999").status_code == 404


def test_colleagues_links_are_for_owners_alone(cast: Cast) -> None:
    """AC-02: a manager can't take over an owner by the link that stands in the mailbox."""
    mailed(cast.owner.email, "Set a new password")
    own = mailed(cast.manager.email, "For the manager")
    found = mailed("new.owner@example.com", "Join")
    invited = User.objects.create(email=found.to, email_key=found.to_key, name="New", role="owner")
    manager, owner = as_staff(cast.manager), as_staff(cast.owner)
    page = manager.get("/admin/mailbox").content.decode()
    assert own.subject in page and "Set a new password" not in page and invited.email not in page
    for path in (f"/admin/mailbox/{found.pk}", f"/admin/mailbox/{found.pk}/body"):
        assert manager.get(path).status_code == 404 and owner.get(path).status_code == 200
