"""Who is turned away at the shoppers' doors, in one place: robots, and those whom the store keeps out.

Whoever is turned away sees what everybody sees; nothing is counted, hashed or mailed for them. A browser that
did the work behind `<c-proof-of-work />` comes in by the ordinary limits. One without scripts may come, too,
less often: what it asks for goes to the mailbox, which proves it.
"""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from clientela.accounts import watched
from clientela.accounts.guarding import difficulty
from clientela.accounts.models import AccountSettings
from clientela.core import emails
from clientela.core.errors import Refused
from clientela.gate import actions as gate
from clientela.gate import proofs
from clientela.gate.queries import is_blocked
from clientela.storefront.door import ShopperRequest

# Which limit counts those whose browser did no work.
_LIMITS = {
    "/account/login": "sign_in.no_proof",
    "/account/register": "register.no_proof",
    "/account/recover": "reset.no_proof",
    "/newsletter": "newsletter.no_proof",
}


def is_unwelcome(request: ShopperRequest) -> bool:
    """Whether a form is answered as ever and nothing done. Raises `TooMany` where many come without proof."""
    if request.POST.get("website") or is_blocked(request.ip, _domain(request)):
        return True
    if not request.actor.has_proof:
        gate.take(_LIMITS.get(request.path, "code.no_proof"), gate.network(request.ip), by=request.actor)
    return False


def _domain(request: ShopperRequest) -> str:
    try:
        return emails.domain_of(emails.canonical(request.POST.get("email", "")))
    except Refused:
        return ""


@require_safe
def ask(request: ShopperRequest) -> HttpResponse:
    """Work for a browser, harder where much comes from its network or everywhere."""
    easy = AccountSettings.current().proof_bits
    bits = difficulty(easy, watched.recent(gate.block_of(request.ip)), watched.pace_of_store())
    return JsonResponse(proofs.challenge(bits))
