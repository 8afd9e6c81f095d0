"""Every address. They stay: links and clients rely on them."""

from django.urls import URLPattern, URLResolver, include, path

from clientela.config import reports
from clientela.storefront import hooks
from clientela.ui import failures

urlpatterns: list[URLPattern | URLResolver] = [
    path("csp-report", reports.policy_report),
    path("hooks/mail/<slug:provider>", hooks.mail),
    path("admin", include("clientela.admin.urls")),
    path("", include("clientela.storefront.urls")),
]

handler400 = failures.bad_request
handler403 = failures.forbidden
handler404 = failures.missing
handler500 = failures.broken
