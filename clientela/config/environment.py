"""Settings by environment, each documented in `docs/operators/settings.md`."""

import os
import secrets
from pathlib import Path


def data_dir() -> Path:
    """The folder of the user's that holds database, files and secrets (`CLIENTELA_DATA`)."""
    from clientela.config.embedded import default_data_dir

    return default_data_dir()


def text(name: str, default: str = "") -> str:
    """A variable's text."""
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """A variable that is on (`1`, `true`, `yes`, `on`) or off."""
    return text(name, str(default)).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A variable with parts between commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret_key() -> str:
    """`CLIENTELA_SECRET_KEY`, or one made at first start and kept in the data folder for its owner alone."""
    if key := text("CLIENTELA_SECRET_KEY"):
        return key
    path = data_dir() / "secret-key"
    try:
        return path.read_text().strip()
    except OSError:
        return _kept(path, secrets.token_urlsafe(64))


def _kept(path: Path, key: str) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    except OSError:
        # A folder that can't be written is told of in words when something needs it.
        return key
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key
