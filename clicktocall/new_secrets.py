"""Fresh secrets. `python3 -m clicktocall.new_secrets` prints them for .env; it needs nothing installed."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def new_secret_key() -> str:
    """For SECRET_KEY, with which Django signs cookies and forms."""
    return secrets.token_urlsafe(50)


def new_encryption_key() -> str:
    """A Fernet key for ENCRYPTION_KEYS: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def lines() -> str:
    return f"SECRET_KEY={new_secret_key()}\nENCRYPTION_KEYS={new_encryption_key()}"


def keep_in(folder: Path) -> None:
    """Lay a pair into the folder, as the settings look for it, readable by its owner only. What is there stays."""
    for name, new in (("secret_key", new_secret_key), ("encryption_keys", new_encryption_key)):
        _keep(folder / name, new())


def _keep(path: Path, secret: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8").strip():
        return
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{secret}\n")
    fresh.replace(path)  # never half a secret, whenever we are interrupted


if __name__ == "__main__":
    print(lines(), f"POSTGRES_PASSWORD={secrets.token_urlsafe(24)}", sep="\n")  # noqa: T201 -- this is what it is for
