"""The language in which the store speaks."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from clientela.core.paths import own_path
from clientela.customers import actions as customers
from clientela.storefront.account.gates import SeeOther, speak
from clientela.storefront.door import ShopperRequest
from clientela.ui.posting import shown_at


@shown_at("/")
@require_POST
def choose(request: ShopperRequest) -> HttpResponse:
    """Speak another of the store's languages, and go back to the page where it was chosen."""
    response = SeeOther(own_path(request.POST.get("next", ""), "/"))
    language = request.POST.get("language", "")
    if language not in request.store.languages:
        return response
    if request.customer:
        customers.edit(request.customer.pk, {"language": language}, by=request.actor)
    return speak(response, language)
