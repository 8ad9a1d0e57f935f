"""Signatures of cookies and form tokens, proven once: whoever types sends the same two with every pause."""

import time
from typing import Any

from flask import Flask, Request, current_app, g, request, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from itsdangerous import BadSignature

MOST = 4096
_JSON = TaggedJSONSerializer()


class KnownCookies(SecureCookieSessionInterface):
    """Flask's sessions; a cookie whose signature was good is only read again, and still ends at its age."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, str]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """As Flask's own; another cookie, changed by one letter, is another one."""
        value = request.cookies.get(self.get_cookie_name(app))
        if not value:
            return super().open_session(app, request)
        known = self._known.get(value)
        if known is None:
            known = self._prove(app, value)
        if known is None or time.time() - known[0] > app.permanent_session_lifetime.total_seconds():
            return super().open_session(app, request)
        return self.session_class(_JSON.loads(known[1]))

    def _prove(self, app: Flask, value: str) -> tuple[float, str] | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        try:
            data, signed = serializer.loads(value, max_age=int(app.permanent_session_lifetime.total_seconds()), return_timestamp=True)
        except BadSignature:
            return None
        if len(self._known) >= MOST:
            self._known.clear()
        found = self._known[value] = signed.timestamp(), _JSON.dumps(data)
        return found


class KnownTokens(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's check of form tokens; one that was good for a session's secret is good for it again.

    Holds because our tokens have no time limit of their own (WTF_CSRF_TIME_LIMIT) and referrers are not looked at.
    """

    def __init__(self, *given: Any) -> None:
        self._known: dict[tuple[str, str, str], None] = {}
        super().__init__(*given)

    def protect(self, apply_exemptions: bool = False) -> None:
        """As Flask-WTF's own, which has the word on every token not seen before."""
        token = self._get_csrf_token() if request.method == "POST" else None
        key = str(token), str(session.get("csrf_token")), str(current_app.secret_key)
        if token and key in self._known:
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if token and g.get("csrf_valid"):
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = None
