"""Run inside a store (`python -m bench.crash.owner`): makes somebody who signs in by a password alone."""

import os

import django

EMAIL, PASSWORD = "owner@holm.example", "slow-lorry-under-rain"


def main() -> None:
    """Make the store's owner."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
    django.setup()
    from clientela.core.actor import SYSTEM
    from clientela.staff.actions import create_staff
    from clientela.staff.roles import Role

    create_staff(email=EMAIL, name="Olivia Holm", role=Role.OWNER, password=PASSWORD, is_demo=True, by=SYSTEM)


if __name__ == "__main__":
    main()
