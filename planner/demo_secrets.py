"""The secrets a demo makes for itself, so that it starts with nothing set; production refuses them."""

import os
import secrets
from pathlib import Path

DEMO_MARK = "demo-"
SECRET_NAMES = ("SECRET_KEY", "KEY_SECRET", "AUDIT_SECRET")


def make_demo_secrets(data: Path) -> None:
    """Give the demo secrets of its own, each in a file that only its owner can read; existing ones stay.

    Every value starts with `demo-`, which production refuses.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = data / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in SECRET_NAMES:
        whole = folder / name.lower()
        if whole.exists():
            continue
        part = folder / f".{name.lower()}.{os.getpid()}"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
            out.write(DEMO_MARK + secrets.token_urlsafe(32))
        try:
            os.link(part, whole)  # never replaces the value another process has just made
        except FileExistsError:
            pass
        finally:
            part.unlink()
