"""What is pictured of the admin."""

from tools.pictures.views import BOTH, MORE, WRONG, View, Who, press, press_key, search, send, write

_OWNER, _READER, _STRANGER = Who.OWNER, Who.READER, Who.STRANGER
_CUSTOMER = "/admin/customers/<int:customer_id>"
_ORDER = "/admin/orders/<int:number>"
_PRODUCT = "/admin/products/<int:product_id>"
_DRAFT = "/admin/drafts/<int:draft_id>"
_PERSON = "/admin/staff/<int:user_id>"
_FACTORS = "/admin/account/factors"
_TOPIC = "/admin/settings/<slug:name>"
_SHIPPING, _TAXES = "/admin/settings/shipping", "/admin/settings/taxes"
_WORDS = "/admin/settings/notifications"
_ACCOUNTS = "/admin/settings/accounts"
_PROVIDERS = "/admin/settings/providers"
_ADDRESSES = "/admin/customers/{customer}/addresses"

SIGNING = (
    View("staff-log-in", "/admin/login", _STRANGER, kinds=BOTH),
    View("staff-log-in-wrong", "/admin/login", _STRANGER, deed=send({"email": WRONG, "password": ""})),
    View("staff-forgot", "/admin/forgot", _STRANGER),
    View("staff-forgot-sent", "/admin/forgot/sent", _STRANGER),
    View("staff-reset-over", "/admin/reset", _STRANGER, status=410),
    View("staff-join-over", "/admin/join", _STRANGER, status=410),
    View("staff-reset", "/admin/reset/<int:user_id>/<str:token>", path="{staff_reset}"),
    View("staff-prove", "/admin/prove", _OWNER),
    View("staff-prove-wrong", "/admin/prove", _OWNER, deed=send({"password": ""})),
)

PEOPLE = (
    View("admin-home", "/admin", _OWNER, kinds=BOTH),
    View("admin-home-reader", "/admin", _READER),
    View("admin-menu", "/admin", _OWNER, deed=press(".staff-menu summary")),
    View("admin-sheet", "/admin", _OWNER, deed=press(".admin-tabs summary"), sizes=("phone",)),
    View("attention", "/admin/attention/<slug:about>", _OWNER, "/admin/attention/{each}", each="matters"),
    View("admin-search", "/admin", _OWNER, deed=search("anna")),
    View("search", "/admin/search", _OWNER, "/admin/search?q=anna"),
    View("search-none", "/admin/search", _OWNER, "/admin/search?q=zzzz"),
    View("jobs", "/admin/jobs", _OWNER, kinds=BOTH),
    View("admin-keys", "/admin", _OWNER, deed=press_key("?")),
    View("admin-missing", "", _OWNER, path="/admin/no-such-page", status=404),
    View("admin-not-allowed", "", _READER, path="/admin/staff/invite", status=403),
    View("activity", "/admin/activity", _OWNER, kinds=BOTH),
    View("activity-quarter", "/admin/activity", _OWNER, "/admin/activity?period=90"),
    View("activity-block", "/admin/activity/block", _OWNER, "/admin/activity/block?value=203.0.113.0/24"),
    View("activity-block-wrong", "/admin/activity/block", _OWNER, deed=send({"value": "gmail.com"})),
    View("activity-burst", "/admin/activity/bursts/<str:place>/<int:attempt_id>", _OWNER, "{burst}"),
    View("customers", "/admin/customers", _OWNER, kinds=BOTH),
    View("customers-spent", "/admin/customers", _OWNER, "/admin/customers?sort=-spent"),
    View("customers-nobody", "/admin/customers", _OWNER, "/admin/customers?q=zzzz"),
    View("customer-new", "/admin/customers/new", _OWNER, kinds=BOTH),
    View("customer-new-wrong", "/admin/customers/new", _OWNER, deed=send({"email": WRONG, "phone": "12"})),
    View("customer", _CUSTOMER, _OWNER, "/admin/customers/{customer}"),
    View("customer-menu", _CUSTOMER, _OWNER, "/admin/customers/{customer}", press(MORE)),
    View("customer-grand", _CUSTOMER, _OWNER, "/admin/customers/{grand}"),
    View("customer-none", _CUSTOMER, _OWNER, "/admin/customers/{newcomer_id}"),
    View("customer-reader", _CUSTOMER, _READER, "/admin/customers/{customer}"),
    View("customer-edit", f"{_CUSTOMER}/edit", _OWNER, "/admin/customers/{grand}/edit"),
    View(
        "customer-edit-wrong",
        f"{_CUSTOMER}/edit",
        _OWNER,
        "/admin/customers/{customer}/edit",
        send({"phone": "12"}),
    ),
    View("customer-email", f"{_CUSTOMER}/email", _OWNER, "/admin/customers/{customer}/email"),
    View("customer-email-wrong", f"{_CUSTOMER}/email", _OWNER, "/admin/customers/{customer}/email", send({})),
    View(
        "customer-email-review",
        f"{_CUSTOMER}/email/<int:message_id>",
        _OWNER,
        "/admin/customers/{customer}/email",
        send({"subject": "About your order", "message": "The mug you asked for is back in stock."}),
    ),
    View(
        "customer-comment",
        f"{_CUSTOMER}/comments/<int:comment_id>/edit",
        _OWNER,
        "/admin/customers/{customer}/comments/{comment}/edit",
    ),
    View("notices", "/admin/notices", _OWNER, kinds=BOTH),
    View("customer-consents", f"{_CUSTOMER}/consents", _OWNER, "/admin/customers/{customer}/consents"),
    View("customer-note", f"{_CUSTOMER}/note", _OWNER, "/admin/customers/{grand}/note"),
    View("customer-orders", f"{_CUSTOMER}/orders", _OWNER, "/admin/customers/{customer}/orders"),
    View("customer-address-new", f"{_CUSTOMER}/addresses/new", _OWNER, f"{_ADDRESSES}/new"),
    View(
        "customer-address-wrong",
        f"{_CUSTOMER}/addresses/new",
        _OWNER,
        f"{_ADDRESSES}/new",
        send({"line1": "", "postcode": "?"}),
    ),
    View(
        "customer-address",
        f"{_CUSTOMER}/addresses/<int:address_id>/edit",
        _OWNER,
        _ADDRESSES + "/{address}/edit",
    ),
    View(
        "customer-address-delete",
        f"{_CUSTOMER}/addresses/<int:address_id>/delete",
        _OWNER,
        _ADDRESSES + "/{address}/delete",
    ),
)

GOODS = (
    View("orders", "/admin/orders", _OWNER, kinds=BOTH),
    View("orders-long-names", "/admin/orders", _OWNER, "/admin/orders?q=Habenichts"),
    View("orders-none", "/admin/orders", _OWNER, "/admin/orders?q=zzzz"),
    View("order", _ORDER, _OWNER, "/admin/orders/{order}"),
    View("order-menu", _ORDER, _OWNER, "/admin/orders/{order}", press(MORE)),
    View("order-partly", _ORDER, _OWNER, "/admin/orders/{order_partly}"),
    View("order-given-back", _ORDER, _OWNER, "/admin/orders/{order_given}"),
    View("order-cancelled", _ORDER, _OWNER, "/admin/orders/{order_cancelled}"),
    View("order-grand", _ORDER, _OWNER, "/admin/orders/{grand_order}"),
    View("order-reader", _ORDER, _READER, "/admin/orders/{order}"),
    View("order-wrong", _ORDER, _OWNER, "/admin/orders/{order}", send({"tracking_url": "nowhere"})),
    View("order-refund", f"{_ORDER}/refund", _OWNER, "/admin/orders/{order}/refund"),
    View(
        "order-refund-wrong",
        f"{_ORDER}/refund",
        _OWNER,
        "/admin/orders/{order}/refund",
        send({"amount": "999999.00"}),
    ),
    View("order-cancel", f"{_ORDER}/cancel", _OWNER, "/admin/orders/{order}/cancel"),
    View("order-note", f"{_ORDER}/note", _OWNER, "/admin/orders/{order}/note"),
    View("order-move", f"{_ORDER}/move", _OWNER, "/admin/orders/{order}/move"),
    View("order-move-found", f"{_ORDER}/move", _OWNER, "/admin/orders/{order}/move?q=anna"),
    View("admin-products", "/admin/products", _OWNER, kinds=BOTH),
    View("admin-products-none", "/admin/products", _OWNER, "/admin/products?q=zzzz"),
    View("admin-product-new", "/admin/products/new", _OWNER, kinds=BOTH),
    View("admin-product-new-wrong", "/admin/products/new", _OWNER, deed=send({"title": ""})),
    View("admin-product", _PRODUCT, _OWNER, "/admin/products/{product}"),
    View(
        "admin-product-changed", _PRODUCT, _OWNER, "/admin/products/{product}", write("title", "Hallow mug")
    ),
    View("admin-product-reader", _PRODUCT, _READER, "/admin/products/{product}"),
    View("drafts", "/admin/drafts", _OWNER, kinds=BOTH),
    View("draft-new", "/admin/drafts/new", _OWNER, kinds=BOTH),
    View("draft-new-found", "/admin/drafts/new", _OWNER, "/admin/drafts/new?q=anna"),
    View("draft", _DRAFT, _OWNER, "/admin/drafts/{draft}"),
    View("draft-found", _DRAFT, _OWNER, "/admin/drafts/{draft}?q=mug"),
    View("draft-wrong", _DRAFT, _OWNER, "/admin/drafts/{draft}", send({"title": "", "price": "much"})),
    View("draft-empty", _DRAFT, _OWNER, "/admin/drafts/{draft_empty}"),
    View("draft-address", f"{_DRAFT}/address", _OWNER, "/admin/drafts/{draft}/address"),
    View("draft-delete", f"{_DRAFT}/delete", _OWNER, "/admin/drafts/{draft}/delete"),
    View("draft-invoiced", _DRAFT, _OWNER, "/admin/drafts/{draft_invoiced}"),
    View("mailbox", "/admin/mailbox", _OWNER, kinds=BOTH),
    View("mailbox-none", "/admin/mailbox", _OWNER, "/admin/mailbox?to=zzzz"),
    View("message", "/admin/messages/<int:message_id>", _OWNER, "/admin/messages/{message}"),
    View("letter", "/admin/mailbox/<int:message_id>", _OWNER, "/admin/mailbox/{each}", each="letters"),
)

HOUSE = (
    View("staff", "/admin/staff", _OWNER, kinds=BOTH),
    View("staff-invite", "/admin/staff/invite", _OWNER),
    View("staff-invite-wrong", "/admin/staff/invite", _OWNER, deed=send({"name": "", "email": WRONG})),
    View("staff-colleague", _PERSON, _OWNER, "/admin/staff/{colleague}"),
    View("staff-colleague-menu", _PERSON, _OWNER, "/admin/staff/{colleague}", press(MORE)),
    View("staff-invited", _PERSON, _OWNER, "/admin/staff/{invited}"),
    View("own-account", "/admin/account", _OWNER),
    View("own-password", "/admin/account/password", _OWNER),
    View("own-password-wrong", "/admin/account/password", _OWNER, deed=send({"password": "short"})),
    View("own-sessions", "/admin/account/sessions", _OWNER),
    View("own-factors", _FACTORS, _OWNER),
    View("own-passkey", f"{_FACTORS}/passkey", _OWNER),
    View("tokens", "/admin/settings/tokens", _OWNER, kinds=("empty",)),
    View("token-new", "/admin/settings/tokens/new", _OWNER),
    View("token-new-wrong", "/admin/settings/tokens/new", _OWNER, deed=send({"name": ""})),
    View("settings", "/admin/settings", _OWNER, kinds=BOTH),
    View("settings-found", "/admin/settings", _OWNER, "/admin/settings?q=currency"),
    View("settings-none", "/admin/settings", _OWNER, "/admin/settings?q=zzzz"),
    View("settings", _TOPIC, _OWNER, "/admin/settings/{each}", kinds=BOTH, each="topics"),
    View("settings-accounts", _ACCOUNTS, _OWNER, kinds=BOTH),
    View("accounts-reader", _ACCOUNTS, _READER, status=403),
    View("accounts-review", f"{_ACCOUNTS}/review", _OWNER, f"{_ACCOUNTS}/review?policy=disabled"),
    View("accounts-refused", f"{_ACCOUNTS}/review", _OWNER, f"{_ACCOUNTS}/review?methods=passkey"),
    View("settings-checkout", "/admin/settings/checkout", _OWNER),
    View("notifications", _WORDS, _OWNER, kinds=BOTH),
    View("notification", f"{_WORDS}/<str:kind>", _OWNER, f"{_WORDS}/order.confirmation"),
    View(
        "notification-history", f"{_WORDS}/<str:kind>/history", _OWNER, f"{_WORDS}/order.confirmation/history"
    ),
    View("brand", "/admin/settings/brand", _OWNER, kinds=BOTH),
    View("shipping", _SHIPPING, _OWNER, kinds=BOTH),
    View("shipping-new", f"{_SHIPPING}/new", _OWNER),
    View("shipping-wrong", f"{_SHIPPING}/new", _OWNER, deed=send({"name": "", "price": "much"})),
    View("shipping-rate", f"{_SHIPPING}/<int:rate_id>", _OWNER, _SHIPPING + "/{rate}"),
    View("shipping-delete", f"{_SHIPPING}/<int:rate_id>/delete", _OWNER, _SHIPPING + "/{rate}/delete"),
    View("senders", "/admin/settings/senders", _OWNER, kinds=BOTH),
    View("sender-confirm", "/admin/senders/<int:sender_id>/<str:token>", _OWNER, "{sender}"),
    View("providers", _PROVIDERS, _OWNER, kinds=BOTH),
    View("provider-new", f"{_PROVIDERS}/new", _OWNER),
    View("provider-wrong", f"{_PROVIDERS}/new", _OWNER, deed=send({"name": "", "issuer": "nowhere"})),
    View("provider", f"{_PROVIDERS}/<int:provider_id>", _OWNER, _PROVIDERS + "/{provider}"),
    View(
        "provider-delete", f"{_PROVIDERS}/<int:provider_id>/delete", _OWNER, _PROVIDERS + "/{provider}/delete"
    ),
    View("held", "/admin/settings/held", _OWNER, kinds=BOTH),
    View("taxes", _TAXES, _OWNER, kinds=BOTH),
    View("tax-new", f"{_TAXES}/new", _OWNER),
    View("tax-rate", f"{_TAXES}/<int:rate_id>", _OWNER, _TAXES + "/{tax}"),
    View("tax-delete", f"{_TAXES}/<int:rate_id>/delete", _OWNER, _TAXES + "/{tax}/delete"),
    View("settings-changed", _TOPIC, _OWNER, "/admin/settings/store", write("name", "Holm & Hearth, London")),
    View("settings-wrong", _TOPIC, _OWNER, "/admin/settings/store", send({"email": WRONG})),
    View("settings-reader", _TOPIC, _READER, "/admin/settings/store", status=403),
    View("kit", "/admin/ui", _OWNER),
    View("kit-messages", "/admin/ui", _OWNER, "/admin/ui?toast"),
)

ADMIN = SIGNING + PEOPLE + GOODS + HOUSE
