"""Signing up for news from the store."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clientela.core.errors import Refused
from clientela.core.paths import own_path
from clientela.customers.actions.newsletter import sign_up
from clientela.storefront.account.gates import SeeOther, is_robot
from clientela.storefront.door import ShopperRequest
from clientela.ui.posting import shown_at


@shown_at("/")
@require_POST
def newsletter(request: ShopperRequest) -> HttpResponse:
    """Take an address for the newsletter; the answer is the same for known and unknown ones (lesson 6)."""
    response = SeeOther(own_path(request.POST.get("next", ""), "/"))
    wording = _("News from the store, now and then")
    if not is_robot(request):
        try:
            email = request.POST.get("email", "")
            sign_up(email, wording=wording, language=get_language() or "", by=request.actor)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return response
    messages.success(request, _("Thank you. Your sign-up has reached us."))
    return response
