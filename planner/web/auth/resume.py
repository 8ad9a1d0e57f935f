"""What was posted when a session had ended: kept in the sign-in form, shown again afterwards, saved on a word of the same person."""

from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, make_response, render_template, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from planner.web.access import own_path
from planner.web.auth import demo

PERSON = "person"  # key in the signed cookie: who was signed in last in this browser
SECRETS = frozenset(
    {
        "csrf_token",
        "password",
        "pin",
        "new_pin",
        "new_pin_again",
        "resume",
        "code",
        "credential",
        "sealed",
        "new_password",
        "new_password_again",
        "password_again",
    }
)
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Kept:
    """A post that has not been carried out.

    :param path: where it was going, a path of this site
    :param fields: (name, value) in the order of the form, without secrets and files
    """

    path: str
    fields: tuple[tuple[str, str], ...]


def keep_and_ask(status: int) -> Response:
    """The sign-in page in place of the answer, with what was posted sealed into its form."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRETS]
    sealed = _seal().dumps({"who": session.get(PERSON), "path": own_path(request.full_path.rstrip("?")), "fields": fields})
    page = render_template("auth/sign_in.html", login="", problem=None, next="/", resume=sealed, kept=bool(fields), **demo.for_template())
    return make_response(page, status)


def read_back(sealed: str, person_id: int) -> Kept | None:
    """What this person posted; None when it was somebody else's, older than a day, or not sealed by us."""
    try:
        found: dict[str, Any] = _seal().loads(sealed, max_age=DAY)
    except BadData:
        return None
    if found["who"] != person_id:
        return None
    return Kept(found["path"], tuple((name, value) for name, value in found["fields"]))


def _seal() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.secret_key]
    return URLSafeTimedSerializer(keys, salt="resume")
