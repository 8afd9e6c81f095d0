"""Every page of the store, looked at in a brand that is being tried."""

import pytest

from clientela.accounts.models import AccountSettings
from clientela.core.actor import SYSTEM
from clientela.store import actions, previews
from clientela.store.brand import Brand
from clientela.store.look import Look
from tests.security.everywhere import House

# How a store may be set up: what the pages of accounts show then differs.
STORES = {
    "as it begins": {},
    "disabled": {"policy": "disabled"},
    "members only": {"members_only": True, "policy": "required"},
    "no storefront": {"storefront": False},
    "by invitation": {"registration": "invitation", "methods": ["password"]},
    "codes alone": {"registration": "closed", "methods": ["code"]},
    "every way": {"methods": ["password", "code", "passkey", "oidc"], "multipass": True},
}


@pytest.mark.parametrize("settings", STORES.values(), ids=STORES)
def test_no_page_breaks_in_a_preview(house: House, settings: dict[str, object]) -> None:
    """WB-04: a preview is nobody's visit, and no page counts on there being one."""
    AccountSettings.objects.update(**settings)
    actions.save_brand(Look(accent="#aa3344", header="#101020"), seen=0, by=SYSTEM)
    draft = Brand.draft()
    assert draft
    token = previews.token(draft.pk)
    asked = [
        place for place in house.places if "GET" in place.methods and not place.path.startswith("/admin")
    ]
    assert {"/", "/account/login"} <= {place.path for place in asked}
    for who, browser in house.browsers().items():
        for place in asked:
            mark = "&" if "?" in place.path else "?"
            status = browser.get(f"{place.path}{mark}brand={token}").status_code
            assert status < 500, (who, place.path)
    if not settings or "methods" in settings or "members_only" in settings:
        for path in ("/", "/account/login", "/brand/orders"):
            assert browser.get(f"{path}?brand={token}").status_code == 200, path
