"""The web application as granian serves it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
application = get_wsgi_application()

from clientela.config import alerts  # noqa: E402 - the apps stand only now

alerts.keep_watch()
