"""What is pictured of invitations, of help with an account, and of logging in as a customer."""

from tools.pictures.views import View, Who, press, send

_OWNER, _STRANGER = Who.OWNER, Who.STRANGER
_CUSTOMER = "/admin/customers/<int:customer_id>"
_ROUND = "/admin/invitations/<int:round_id>"
_PAGE = "/account/invitation"
_NO_ACCOUNT = "/admin/customers/{to_invite}"

INVITED = (
    View("invitation", _PAGE, path="{invitation}"),
    View("invitation-wrong", _PAGE, path="{invitation}", deed=send({"email": "other@example.org"})),
    View("invitation-decline", f"{_PAGE}/decline", path="{invitation}", deed=press("footer a")),
    View("invitation-over", _PAGE, _STRANGER, status=410),
    View("invitation-new", f"{_PAGE}/new", _STRANGER),
    View("invitation-sent", f"{_PAGE}/sent", _STRANGER),
    View("invitations", "/admin/invitations", _OWNER, kinds=("full", "empty")),
    View("invitation-by-address", "/admin/invitations/new", _OWNER),
    View("invitations-planned", _ROUND, _OWNER, "/admin/invitations/{round}"),
    View("invitations-review", f"{_ROUND}/review", _OWNER, "/admin/invitations/{round}/review"),
    View("invitations-begun", _ROUND, _OWNER, "/admin/invitations/{round_begun}"),
    View("customer-invited", _CUSTOMER, _OWNER, "/admin/customers/{was_invited}"),
    View("customer-invite", f"{_CUSTOMER}/invite", _OWNER, f"{_NO_ACCOUNT}/invite"),
    View(
        "customer-invite-review",
        f"{_CUSTOMER}/invite/<int:invitation_id>",
        _OWNER,
        f"{_NO_ACCOUNT}/invite",
        send({"subject": "", "message": "Thank you for your visit in **Bergen**."}),
    ),
    View("customer-account", f"{_CUSTOMER}/account", _OWNER, "/admin/customers/{customer}/account"),
    View(
        "customer-deactivate",
        f"{_CUSTOMER}/account/deactivate",
        _OWNER,
        "/admin/customers/{customer}/account/deactivate",
    ),
    View("customer-log-in", f"{_CUSTOMER}/log-in", _OWNER, "/admin/customers/{customer}/log-in"),
)
