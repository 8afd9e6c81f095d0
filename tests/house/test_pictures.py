"""Every page is pictured, or listed with the reason why not."""

from collections import Counter

from tools.addresses import addresses
from tools.pictures.taking import EVERY
from tools.pictures.walks import WALKS

_DEED = "a deed: asked for by GET, it leads back to the page it stands on"
_LEADS_ON = "leads on to another page"
NOT_PICTURED = {
    "/account": _LEADS_ON,
    "/checkout/paid": _LEADS_ON,
    "/account/login/callback": _LEADS_ON,
    "/account/unlock/<int:customer_id>/<str:token>": _LEADS_ON,
    "/proof": "work for a form, which a script fetches",
    "/account/login/multipass/<str:token>": _LEADS_ON,
    "/account/email/back/<int:customer_id>/<str:token>": _LEADS_ON,
    "/orders/claim/<int:customer_id>/<str:token>": _LEADS_ON,
    "/admin/senders/<int:sender_id>": "pictured by the address of its link",
    "/admin/login/passkey": _DEED,
    "/admin/second-factor/passkey": _DEED,
    "/admin/prove/passkey": _DEED,
    "/admin/account/apps/<int:app_id>/remove": _DEED,
    "/admin/account/passkeys/<int:passkey_id>/remove": _DEED,
    "/admin/account/codes/new": _DEED,
    "/admin/account/sessions/others/end": _DEED,
    "/admin/account/sessions/<int:session_id>/end": _DEED,
    "/account/invitation/<int:customer_id>/<str:token>": _LEADS_ON,
    "/account/acting/<str:token>": _LEADS_ON,
    "/admin/invitations/<int:round_id>/results": "a file",
    "/admin/imports/<int:import_id>/report": "a file",
    "/admin/invitations/<int:round_id>/email": "a frame inside the page of the round",
    "/admin/staff/<int:user_id>/role": _DEED,
    "/admin/staff/<int:user_id>/deactivate": _DEED,
    "/admin/staff/<int:user_id>/activate": _DEED,
    "/admin/staff/<int:user_id>/invite": _DEED,
    "/admin/staff/<int:user_id>/withdraw": _DEED,
    "/admin/staff/<int:user_id>/factors/clear": _DEED,
    "/admin/staff/<int:user_id>/sessions/end": _DEED,
    "/admin/staff/<int:user_id>/sessions/<int:session_id>/end": _DEED,
    "/admin/settings/tokens/<int:token_id>/revoke": _DEED,
    "/admin/jobs/tray": "the corner of every page, which fetches itself",
    "/admin/segments/suggest": "choices that the editor of queries fetches",
    "/admin/segments/values": "choices that the editor of queries fetches",
    "/admin/segments/people": "choices that a field of customers fetches",
    "/admin/segments/check": "lines that the editor of queries fetches into itself",
    "/admin/segments/count": "a number that the editor of queries fetches into itself",
    "/admin/segments/bar": "the editor of queries, drawn anew",
    "/admin/customers/<int:customer_id>/segments": "lines that the profile fetches into itself",
    "/admin/tags/suggest": "choices that a field of tags fetches",
    "/admin/ui/options": "choices that a field of the kit fetches",
    "/admin/customers/<int:customer_id>/timeline": "lines that the profile's page fetches anew",
    "/admin/customers/columns": _LEADS_ON,
    "/admin/selections/<int:selection_id>/<str:deed>/preview": "a part that a page fetches into itself",
    "/admin/jobs/<int:job_id>/report.csv": "a file",
    "/admin/jobs/<int:job_id>/undo/plan": "a part that a page fetches into itself",
    "/admin/mailings/<int:mailing_id>/body": "a frame inside the page of the email",
    "/admin/customers/count": "a number that a list's page fetches into itself",
    "/admin/orders/<int:number>/refund/sum": "a sum that the refund's page fetches into itself",
    "/admin/messages/<int:message_id>/body": "the frame inside the message's page",
    "/admin/mailbox/<int:message_id>/body": "the frame inside the email's page",
    "/brand/<int:version>-<str:digest>.css": "a style sheet",
    "/brand/orders": "the page of orders with made-up ones, inside the page of the brand",
    "/admin/settings/brand/email": "a frame inside the page of the brand",
    "/admin/settings/notifications/<str:kind>/preview": "a frame inside the page of a notification",
    "/hooks/mail/<slug:provider>": "for programs of mail providers",
    "/files/<str:name>": "the pictures of products themselves",
}


def _drawn() -> set[str]:
    """The routes that a browser may go to."""
    return {address.route for address in addresses() if address.methods != "POST"}


def _pictured() -> set[str]:
    routes = {view.route for view in EVERY if view.route}
    return routes | {route for flow in WALKS for route in flow.pictures.values()}


def test_every_page_is_pictured_or_listed_with_a_reason() -> None:
    """A page added later fails here until it is in the list of `tools/pictures`."""
    assert sorted(_drawn() - _pictured() - set(NOT_PICTURED)) == []


def test_no_picture_is_of_a_page_that_is_gone() -> None:
    """Nor is a reason given for an address that isn't there, or for a page that is pictured after all."""
    assert sorted((_pictured() | set(NOT_PICTURED)) - _drawn()) == []
    assert sorted(_pictured() & set(NOT_PICTURED)) == []


def test_pictures_have_names_of_their_own() -> None:
    """Two of one name would overwrite each other; pictures of a list add a word to it."""
    names = Counter(view.name for view in EVERY if not view.each)
    names += Counter(name for flow in WALKS for name in flow.pictures)
    assert [name for name, count in names.items() if count > 1] == []
