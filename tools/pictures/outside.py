"""Where customers come from, put into the pictured store."""

from tools.pictures.troubles import Places


def provider() -> Places:
    """An outside provider by which customers sign in."""
    from clientela.accounts.actions.providers import ProviderDetails, add_provider
    from clientela.accounts.models import Provider
    from clientela.core.actor import SYSTEM

    known = Provider.objects.first()
    given = ProviderDetails("Harbour ID", "https://id.harbour.example", "holm-and-hearth", "not-a-secret")
    return {"provider": str((known or add_provider(given, by=SYSTEM)).pk)}
