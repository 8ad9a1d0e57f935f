"""What a signing form posts."""

from collections.abc import Mapping

from planner.services.pins import Consent


def consent_of(form: Mapping[str, str], token: str | None) -> Consent:
    """PIN, password and one-time code where they were asked for, and the digest of exactly what was shown."""
    return Consent(
        pin=form.get("pin", "").strip(),
        password=form.get("password") or None,
        token=token,
        content_sha256=form.get("content_sha256", ""),
        code=form.get("code", "").strip()[:40] or None,
    )
