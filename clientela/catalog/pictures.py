"""The names under which pictures of products are kept: ours, and telling their content (security FI-04)."""

import hashlib
import re
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

_UPLOADED = re.compile(r"product-[0-9a-f]{64}\.webp")


def name_of(body: bytes) -> str:
    """The name of a picture with this content."""
    return f"product-{hashlib.sha256(body).hexdigest()}.webp"


def small(name: str) -> str:
    """The name of the small picture that goes with a picture; itself where there is none."""
    return name.replace("product-", "product-small-", 1) if _UPLOADED.fullmatch(name) else name


def is_kept(name: str) -> bool:
    """Whether this is the name of a picture that was uploaded and kept."""
    return bool(_UPLOADED.fullmatch(name)) and default_storage.exists(name)


def kept_longer_than(age: timedelta) -> list[str]:
    """The pictures that were uploaded so long ago; each goes with its small one."""
    _folders, names = default_storage.listdir("")
    since = timezone.now() - age
    uploaded = [name for name in names if _UPLOADED.fullmatch(name)]
    return [name for name in uploaded if default_storage.get_modified_time(name) < since]
