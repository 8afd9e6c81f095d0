"""What is pictured of the store and the account."""

from tools.pictures.views import BOTH, WRONG, View, Who, send

_SHOPPER, _NEWCOMER, _STRANGER = Who.SHOPPER, Who.NEWCOMER, Who.STRANGER
_NEW_ADDRESS = "/account/addresses/new"
_EDIT = "/account/addresses/{address}/edit"
_DELETE = "/account/addresses/{address}/delete"
_NO_PASSKEY = "/account/passkeys/<int:passkey_id>/remove"
_UNLINK = "/account/providers/<int:identity_id>/unlink"

SHOP = (
    View("home", "/", kinds=BOTH),
    View("home-signed-in", "/", _SHOPPER),
    View("products", "/products", kinds=BOTH),
    View("products-found", "/products", path="/products?q=mug"),
    View("products-nothing", "/products", path="/products?q=zzzz"),
    View("product", "/products/<str:handle>", path="/products/{handle}"),
    View("product-sold-out", "/products/<str:handle>", path="/products/{sold_out}"),
    View("cart-nothing", "/cart", _STRANGER, kinds=BOTH),
    View("missing", "", path="/no-such-page", status=404, kinds=BOTH),
    View("missing-product", "/products/<str:handle>", path="/products/no-such-product", status=404),
    View("log-in", "/account/login", kinds=BOTH),
    View(
        "log-in-wrong",
        "/account/login",
        deed=send({"email": "nobody@example.com", "password": "not-my-password"}),
    ),
    View("log-in-blank", "/account/login", deed=send({"email": "", "password": ""})),
    View("register", "/account/register", kinds=BOTH),
    View(
        "register-wrong",
        "/account/register",
        deed=send({"first_name": "", "email": WRONG, "password": "short"}),
    ),
    View("recover", "/account/recover"),
    View("recover-wrong", "/account/recover", deed=send({"email": WRONG})),
    View("recover-sent", "/account/recover/sent"),
    View("reset", "/account/reset/<int:customer_id>/<str:token>", path="{reset}"),
    View("reset-wrong", "/account/reset", path="{reset}", deed=send({"password": "short"})),
    View("newsletter-confirm", "/newsletter/confirm/<str:token>", path="{confirm}"),
    View("newsletter-confirmed", "/newsletter/confirm/<str:token>", path="{confirm}", deed=send({})),
    View("newsletter-over", "/newsletter/confirm/<str:token>", path="/newsletter/confirm/none", status=410),
    View("preferences", "/preferences/<str:token>", path="{preferences}"),
    View("unsubscribe", "/unsubscribe/<str:token>", path="{unsubscribe}"),
    View("reset-over", "/account/reset", _STRANGER, status=410),
    View("unlock", "/account/unlock", _STRANGER, path="{unlock}"),
    View("unlock-over", "/account/unlock", status=410),
    View("order-mailed", "/orders/<str:signed>", _STRANGER, "{mailed_order}"),
    View("order-mailed-wrong", "/orders/<str:signed>", _STRANGER, "{mailed_order}", send({"email": WRONG})),
    View("account-waiting", "/account/waiting", _STRANGER),
)

ACCOUNT = (
    View("account-orders", "/account/orders", _SHOPPER),
    View("account-orders-none", "/account/orders", _NEWCOMER),
    View("account-order", "/account/orders/<int:number>", _SHOPPER, "/account/orders/{own_order}"),
    View("account-addresses", "/account/addresses", _SHOPPER),
    View("account-addresses-none", "/account/addresses", _NEWCOMER),
    View("account-address-new", _NEW_ADDRESS, _SHOPPER),
    View(
        "account-address-wrong",
        _NEW_ADDRESS,
        _SHOPPER,
        deed=send({"first_name": "", "line1": "", "postcode": "?"}),
    ),
    View("account-address", "/account/addresses/<int:address_id>/edit", _SHOPPER, _EDIT),
    View("account-address-delete", "/account/addresses/<int:address_id>/delete", _SHOPPER, _DELETE),
    View("account-profile", "/account/profile", _SHOPPER),
    View("account-profile-none", "/account/profile", _NEWCOMER),
    View("account-profile-wrong", "/account/profile", _SHOPPER, deed=send({"phone": "12"})),
    View("account-ways", "/account/sign-in", _SHOPPER),
    View("account-ways-none", "/account/sign-in", _NEWCOMER),
    View("account-passkey-add", "/account/passkeys/new", _SHOPPER),
    View("account-passkey", "/account/passkeys/<int:passkey_id>", _SHOPPER, "/account/passkeys/{passkey}"),
    View("account-passkey-remove", _NO_PASSKEY, _SHOPPER, "/account/passkeys/{passkey}/remove"),
    View("account-unlink", _UNLINK, _SHOPPER, "/account/providers/{identity}/unlink"),
    View("account-devices", "/account/devices", _SHOPPER),
    View("account-prove", "/account/prove", _SHOPPER),
    View("account-prove-wrong", "/account/prove", _NEWCOMER, deed=send({"password": "guess"})),
    View("account-password-remove", "/account/password/remove", _SHOPPER),
    View("account-password", "/account/password", _SHOPPER),
    View("account-password-wrong", "/account/password", _SHOPPER, deed=send({"password": "short"})),
    View("account-email", "/account/email", _SHOPPER),
    View("account-email-wrong", "/account/email", _SHOPPER, deed=send({"email": WRONG})),
    View(
        "account-email-code",
        "/account/email/code",
        _SHOPPER,
        "/account/email",
        deed=send({"email": "new.address@example.org"}),
    ),
    View("account-email-back", "/account/email/back", path="{email_back}"),
    View("account-email-back-over", "/account/email/back", _STRANGER, status=410),
    View("account-privacy", "/account/privacy", _SHOPPER),
    View("account-order-add", "/account/orders/add", _SHOPPER),
    View(
        "account-order-add-wrong",
        "/account/orders/add",
        _SHOPPER,
        deed=send({"order": "1", "postcode": "0000"}),
    ),
    View("order-claim-back", "/orders/claim", path="{claim_back}"),
    View("order-claim-back-over", "/orders/claim", _STRANGER, status=410),
)
