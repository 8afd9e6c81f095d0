"""The store's look: trying one out, publishing it, going back; and the files it is made of."""

import hashlib
from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, Refused, SeveralRefused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.store import decoding, fonts
from clientela.store.brand import Brand
from clientela.store.decoding import PictureRefused, Readable
from clientela.store.events import BrandPublished, BrandUndone
from clientela.store.look import FONT, LOGO, MARK, MARK_PIXELS, Look
from clientela.store.models import Store

# Twice as large as it is ever shown, for screens of fine grain.
LOGO_PIXELS = (640, 320)


class NothingToUndo(Refused):
    """No other look was published before."""

    code = "nothing_to_undo"
    sentence = _("No other look was published before this one.")


def save_brand(look: Look, *, seen: int, by: Actor) -> int:
    """Keep a look as the draft, which only staff see. Gives its revision.

    `seen` is the revision that the page was drawn with: where a colleague changed the look since,
    `ChangedMeanwhile`; one's own change of a moment ago never is in the way. Nothing is written to the log
    before it is published.
    """
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        return _drafted(look, seen, by).revision


def publish_brand(look: Look, *, seen: int, by: Actor) -> int:
    """Show a look to everybody, and keep the one before to go back to. Gives the number of the version.

    A second press makes no second version. Raises `ChangedMeanwhile` as `save_brand` does, `SeveralRefused`
    for what can't be shown.
    """
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        brand, store = _drafted(look, seen, by), _locked()
        if store.brand and Look.of(store.brand).values() == look.values():
            brand.delete()
            return store.brand.number or 0
        _publish(store, brand)
        store.save(update_fields=["brand", "accent"])
        _record(BrandPublished(brand.number or 0), brand, by)
        return brand.number or 0


def undo_brand(*, seen: int, by: Actor) -> int:
    """Show the look that was published before. Gives its version; the one undone stays among the versions.

    `seen` is the version that is to be undone: `ChangedMeanwhile` where another one is shown by now. Raises
    `NothingToUndo` where there is none before.
    """
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        store = _locked()
        shown = store.brand
        if shown is None or shown.before is None:
            raise NothingToUndo
        if shown.number != seen:
            raise ChangedMeanwhile
        store.brand, store.accent = shown.before, shown.before.accent
        _touch(store.brand, by)
        store.save(update_fields=["brand", "accent"])
        _record(BrandUndone(shown.number or 0, store.brand.number or 0), store.brand, by)
        return store.brand.number or 0


def discard_brand(*, by: Actor) -> None:
    """Throw the draft away: the look that shoppers see is what one goes on from. Safe without a draft."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        store = _locked()
        Brand.objects.filter(number=None).delete()
        if store.brand:
            _touch(store.brand, by)


def recolour(store: Store, *, by: Actor) -> None:
    """Make the colour that was just set (as a setting) a version of the look; the caller saves the store."""
    by.must(Power.SETTINGS_EDIT)
    look = Look.of(store.brand) if store.brand else Look()
    values = look.values() | {"accent": store.accent.lower()}
    brand = Brand(**values, revision=_next_revision(), staff_id=by.id, changed_at=timezone.now())
    _publish(store, brand)
    _record(BrandPublished(brand.number or 0), brand, by)


def _locked() -> Store:
    """The store, locked: one change of its look at a time."""
    return Store.objects.select_for_update().get(pk=1)


def _next_revision() -> int:
    return (Brand.objects.aggregate(most=Max("revision"))["most"] or 0) + 1


def _touch(brand: Brand, by: Actor) -> None:
    """Write down who put a version where it is, so that pages drawn before are known to be of yesterday."""
    brand.revision, brand.staff_id, brand.changed_at = _next_revision(), by.id, timezone.now()
    brand.save()


def _drafted(look: Look, seen: int, by: Actor) -> Brand:
    """The draft with this look, if nobody else changed it since it was seen."""
    store = _locked()
    draft = Brand.draft()
    standing = draft or store.brand
    if standing and standing.revision != seen and standing.staff_id != by.id:
        raise ChangedMeanwhile
    problems = look.problems() | _gone(look)
    if problems:
        raise SeveralRefused(problems)
    draft = draft or Brand(number=None)
    for name, value in look.values().items():
        setattr(draft, name, value)
    _touch(draft, by)
    return draft


def _gone(look: Look) -> dict[str, str | Promise]:
    """Files of the look that aren't kept, by field."""
    again: Promise = _("Choose the file again.")
    names = {name: getattr(look, name) for name in ("logo", "mark", "font_file")}
    return {name: again for name, file in names.items() if file and not _is_kept(file)}


def _is_kept(file: str) -> bool:
    return any(shape.fullmatch(file) for shape in (LOGO, MARK, FONT)) and default_storage.exists(file)


def _publish(store: Store, brand: Brand) -> None:
    """Give a version the next number and let the store show it."""
    brand.number = (Brand.objects.aggregate(most=Max("number"))["most"] or 0) + 1
    brand.before = store.brand
    brand.save()
    store.brand, store.accent = brand, brand.accent


def _record(fact: object, brand: Brand, by: Actor) -> None:
    record(fact, by=by, subject=Subject("brand", brand.pk))


def keep_logo(file: Readable, *, by: Actor) -> str:
    """Draw an uploaded logo anew and keep it. Gives its name. Raises `PictureRefused`, `Busy`."""
    by.must(Power.SETTINGS_EDIT)
    try:
        body = decoding.drawn_within(file, *LOGO_PIXELS)
    except PictureRefused as refused:
        raise PictureRefused(refused.sentence, field="logo") from refused
    with Image.open(BytesIO(body)) as picture:
        width, height = picture.size
    return _keep(f"logo-{width}x{height}", body, "png")


def keep_mark(file: Readable, *, by: Actor) -> str:
    """Draw an uploaded mark anew as a square and keep it. Gives its name. Raises as `keep_logo`."""
    by.must(Power.SETTINGS_EDIT)
    try:
        return _keep("mark", decoding.drawn_square(file, MARK_PIXELS), "png")
    except PictureRefused as refused:
        raise PictureRefused(refused.sentence, field="mark") from refused


def keep_font(file: Readable, *, by: Actor) -> str:
    """Look an uploaded font through and keep it. Gives its name. Raises `FontRefused`."""
    by.must(Power.SETTINGS_EDIT)
    font = fonts.checked(file.read(fonts.MOST_BYTES + 1))
    return _keep("font-variable" if font.is_variable else "font", font.body, "woff2")


def _keep(kind: str, body: bytes, ending: str) -> str:
    """Keep a file under a name that tells its content: the same one is kept once."""
    name = f"{kind}-{hashlib.sha256(body).hexdigest()}.{ending}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(body))
    return name


def sweep_brand_files(*, by: Actor, after: timedelta = timedelta(days=1)) -> int:
    """Remove logos, marks and fonts uploaded a day ago that no version of the look holds. Gives how many."""
    by.must_be()
    since, removed = timezone.now() - after, 0
    for name in default_storage.listdir("")[1]:
        if not _is_kept(name) or default_storage.get_modified_time(name) >= since:
            continue
        if not Brand.objects.filter(Q(logo=name) | Q(mark=name) | Q(font_file=name)).exists():
            default_storage.delete(name)
            removed += 1
    return removed
