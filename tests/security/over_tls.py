"""A browser's way through a store that is served over TLS, told as JSON: every cookie that it was given.

Run as a program of its own, since what TLS changes is settled when the settings are read.
"""

import json
import re
import sys
from http.cookies import Morsel

import django


def main() -> None:
    """Go through every page that sets a cookie; print each with its flags, then what the pages were."""
    django.setup()
    from django.conf import settings
    from django.test import Client

    from tests.accounts.people import GOOD, last_code
    from tests.cast import PASSWORD

    # As the store's own proxy would ask; the test client's host stands in for the store's.
    settings.ALLOWED_HOSTS = ["testserver"]
    given: list[dict[str, object]] = []

    def take(answer, path: str):
        given.extend(told(morsel, path) for morsel in answer.cookies.values())
        return answer

    class Browser(Client):
        def go(self, path: str, data: dict[str, object] | None = None):
            ask = self.get if data is None else self.post
            return take(ask(path, data or {}, secure=True), path)

    shopper, staff = Browser(), Browser()
    shopper.go("/")
    (variant,) = re.findall(
        r'name="variant"[^>]*value="(\d+)"', shopper.go("/products/mug").content.decode()
    )[:1]
    shopper.go("/cart/add", {"variant": variant, "quantity": 1})
    shopper.go("/language", {"language": "nb"})
    shopper.go("/newsletter", {"email": "news@example.com"})
    shopper.go("/checkout/contact", {"email": "nora@example.com"})
    shopper.go("/account/register", {"first_name": "Nora", "email": "nora@example.com", "password": GOOD})
    shopper.go("/account/register/code", {"code": last_code()})
    shopper.go("/account/profile", {"first_name": "Nora", "last_name": "Lie", "language": "en"})
    shopper.go("/account/password", {"current": GOOD, "password": f"{GOOD}-again"})
    statuses = [shopper.go("/account/orders").status_code]
    shopper.go("/account/logout", {})
    shopper.go("/account/reset/1/a-token-of-a-link")
    statuses.append(shopper.go("/account/orders").status_code)
    staff.go("/admin/login", {"email": "owner@example.com", "password": PASSWORD})
    statuses.append(staff.go("/admin").status_code)
    staff.go("/admin/customers/1/tags", {"tags": "x"})
    staff.go("/admin/logout", {})
    plain = Client().get("/account/login")
    json.dump(
        {"cookies": given, "statuses": statuses, "plain": [plain.status_code, plain["Location"]]}, sys.stdout
    )


def told(morsel: "Morsel[str]", path: str) -> dict[str, object]:
    """One cookie: its name, its flags, whether it is being taken back, and the page that gave it."""
    flags = {name: morsel[name] for name in ("path", "domain", "secure", "httponly", "samesite")}
    return {"name": morsel.key, "page": path, "gone": morsel["max-age"] == 0, **flags}


if __name__ == "__main__":
    main()
