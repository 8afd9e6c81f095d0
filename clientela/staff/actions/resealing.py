"""After a new secret key: what staff's second factors are sealed with."""

from django.db import transaction

from clientela.core.actor import Actor
from clientela.staff import totp
from clientela.staff.models import App


def reseal_apps(*, by: Actor) -> int:
    """Seal the secrets of authenticator apps with today's key (security SC-01). Gives how many.

    Raises `SealBroken` where neither that key nor a former one opens one of them.
    """
    by.must_be()
    with transaction.atomic():
        apps = list(App.objects.select_for_update().order_by("pk"))
        for app in apps:
            app.secret = totp.kept(app.user_id, totp.known(app.user_id, app.secret))
        App.objects.bulk_update(apps, ["secret"], batch_size=500)
    return len(apps)
