"""Going through the list: every page of every store, at one width."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from tools.pictures.admin_views import ADMIN
from tools.pictures.camera import SIZES, Camera, Found, looking
from tools.pictures.exchanged import EXCHANGED
from tools.pictures.flows import Flow
from tools.pictures.invited import INVITED
from tools.pictures.shop_views import ACCOUNT, SHOP
from tools.pictures.stores import Store
from tools.pictures.views import View, Who
from tools.pictures.walks import WALKS

VIEWS = SHOP + ACCOUNT + ADMIN + INVITED + EXCHANGED
# The admin believes for a quarter of a minute what it last heard about standing still.
_PATIENCE_SECONDS = 40


def _until_told(page: Page) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while page.locator("main .banner").count() < 2 and time.monotonic() < deadline:
        page.wait_for_timeout(1000)
        page.reload()


# Taken last, by the scene that brings a store of this kind into trouble.
TROUBLE = {
    ("full", "stuck"): (View("standstill", "/admin/customers", Who.OWNER, deed=_until_told),),
    ("empty", "shut"): (
        View("unreachable", "/", status=503),
        View("unreachable-admin", "/admin", Who.OWNER, status=503),
    ),
}
EVERY = (*VIEWS, *(view for views in TROUBLE.values() for view in views))


def _wanted(word: str, *names: str) -> bool:
    return not word or any(word in name for name in names)


def _steps(camera: Camera, word: str) -> Iterator[tuple[str, Callable[[], None]]]:
    for view in VIEWS:
        here = camera.store.kind in view.kinds and camera.size in view.sizes
        if here and _wanted(word, view.name, view.each):
            yield view.name, partial(camera.look, view)
    for flow in WALKS if camera.store.kind == "full" else ():
        if _wanted(word, flow.name, *flow.pictures):
            yield flow.name, partial(_walk, camera, flow)


def _walk(camera: Camera, flow: Flow) -> None:
    try:
        flow.walk(camera)
    finally:
        camera.forget()
    for name in flow.pictures:
        if name not in camera.found.files and name != "checkout-summary":
            raise LookupError(f"{name} was promised, and not taken")


def _try(camera: Camera, name: str, deed: Callable[[], None]) -> None:
    """A page that fails doesn't keep the others from being taken."""
    try:
        deed()
    except Exception as problem:
        camera.found.troubles.append(f"{name} ({camera.size}, {camera.store.kind}): {problem}"[:600])


def take(stores: list[Store], size: str, out: Path, word: str, found: Found) -> None:
    """Take every page of these stores at one width."""
    for store in stores:
        with looking(store, size, out, found) as camera:
            for name, deed in _steps(camera, word):
                _try(camera, name, deed)


def _troubled(camera: Camera, scene: str, views: list[View]) -> None:
    """Bring the store into trouble, look, and bring it out again."""
    camera.window(Who.OWNER)
    camera.store.arrange(scene)
    try:
        for view in views:
            _try(camera, view.name, partial(camera.look, view))
    finally:
        camera.store.arrange("mended")


def in_trouble(stores: list[Store], out: Path, word: str, found: Found) -> None:
    """Take what stores show while they are in trouble."""
    for store in stores:
        for (kind, scene), views in TROUBLE.items():
            wanted = [view for view in views if kind == store.kind and _wanted(word, view.name)]
            for size in SIZES if wanted else ():
                with looking(store, size, out, found) as camera:
                    _try(camera, scene, partial(_troubled, camera, scene, wanted))
