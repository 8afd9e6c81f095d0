"""Run inside a store (`python -m bench.speed.people`): makes people whose passwords the measurement knows."""

import json
import os
import secrets
from pathlib import Path

import django

HOW_MANY = 400


def main() -> None:
    """Print who can sign in, as JSON."""
    django.setup()
    from django.contrib.auth.hashers import make_password

    from clientela.accounts.models import Account
    from clientela.customers.models import Customer
    from clientela.demo import access
    from clientela.demo.loading import SHOPPER

    if not Customer.objects.with_email(SHOPPER).exists():
        raise SystemExit(
            "This isn't a demo store. Measuring writes into its store, so it wants one of its own."
        )
    staff = {found.who: found for found in access.make(Path(os.environ["CLIENTELA_DATA"]))}["Owner"]
    password = secrets.token_urlsafe(12)
    accounts = Account.objects.filter(
        customer__account_state="enabled", customer__deleted_at=None, quarantined_at=None
    )
    chosen = list(accounts.order_by("pk").values_list("pk", "customer__email")[:HOW_MANY])
    Account.objects.filter(pk__in=[pk for pk, _email in chosen]).update(password=make_password(password))
    shoppers = [email for _pk, email in chosen]
    login = {"email": staff.email, "password": staff.password}
    print(json.dumps({"staff": login, "shoppers": shoppers, "password": password}))


if __name__ == "__main__":
    main()
