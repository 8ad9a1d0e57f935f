"""Put the product together: settings in, a Flask app out."""

import importlib
import pkgutil
from dataclasses import asdict
from urllib.parse import urlsplit

from flask import Blueprint, Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from planner import web
from planner.documents.fonts import check_fonts
from planner.kernel.clock import Clock, utc_now
from planner.models.engine import prepare
from planner.services.authority import stamping_of
from planner.services.bell import bell_of
from planner.services.house import open_house
from planner.services.oidc_provider import Provider
from planner.settings import Settings
from planner.signing.csc import provider_of, roots_of
from planner.signing.issuer import GivenIssuer
from planner.web import access, compression, context, disturbed, errors, headers, telemetry, tracing
from planner.web.extensions import babel, csrf, db
from planner.web.language import locale
from planner.web.proofs import KnownCookies
from planner.web.templating import PlainCalls, SharedTemplate

LARGEST_POST = 21 * 1024 * 1024  # a PDF of 20 MB to verify, with its form
LARGEST_FORM = 2_000_000  # the fullest step of a plan, its Chinese percent-encoded
MOST_PARTS = 2_000  # a full step: rows × fields × (value and base)


def create_app(settings: Settings, *, clock: Clock = utc_now) -> Flask:
    """The product as a WSGI app.

    :param clock: the present moment; set in tests
    :raises PackError: the rule pack does not load
    :raises Unavailable: a font of the paper is missing or damaged
    """
    app = Flask(__name__, static_folder=None, template_folder="templates")
    app.config.from_mapping(_flask_settings(settings))
    app.session_interface = KnownCookies()
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.template_class = SharedTemplate
    app.jinja_env.context_class = PlainCalls
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    check_fonts()
    telemetry.install(app)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
        if settings.traces:
            app.extensions["traces"] = tracing.install(app, db.engine)
    app.before_request(_limit_form)  # before the token is looked for, which reads the form
    csrf.init_app(app)
    babel.init_app(app, locale_selector=locale, default_timezone="Asia/Shanghai")
    app.extensions["house"] = open_house(
        public_url=settings.public_url,
        key_secret=settings.key_secret.encode(),
        audit_key=settings.audit_secret.encode(),
        demo=settings.demo,
        clock=clock,
        keep=settings.packs,
        checkpoint=settings.checkpoint,
        mails=settings.mails,
        company_sign_in=_company_sign_in(settings),
        **asdict(settings.sessions),
        stamping=stamping_of(settings.signing.profile, settings.signing.tsa_urls, settings.signing.tsa_roots),
        issuer=GivenIssuer.of(clock, **asdict(settings.authority)),
        signing_provider=provider_of(**asdict(settings.csc)),
        provider_roots=roots_of(settings.csc.roots),
        bell=bell_of(settings.queue.file, settings.queue.redis_url),
    )
    for part in (access, compression, headers, errors, context, disturbed):
        part.install(app)
    for blueprint in discover_blueprints():
        app.register_blueprint(blueprint)
    return app


def _company_sign_in(settings: Settings) -> Provider | None:
    """The provider of the settings, by its own name where they give none."""
    said = settings.oidc
    if not said.issuer:
        return None
    name = said.name or urlsplit(said.issuer).hostname or said.issuer
    return Provider(said.issuer, said.client_id, said.client_secret, name, said.only, said.break_glass, said.trusts_mfa)


def discover_blueprints() -> list[Blueprint]:
    """The blueprint `bp` of every package under planner/web, in the order of their names."""
    found = []
    for module in sorted(pkgutil.iter_modules(web.__path__), key=lambda m: m.name):
        if module.ispkg:
            bp = getattr(importlib.import_module(f"{web.__name__}.{module.name}"), "bp", None)
            if isinstance(bp, Blueprint):
                found.append(bp)
    return found


def _limit_form() -> None:
    """Only a form with files may be as large as the largest file; Werkzeug limits no other one by itself."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LARGEST_FORM


def _flask_settings(settings: Settings) -> dict[str, object]:
    """Flask's own settings; cookies follow the scheme people come by, because `__Host-` cookies never come back over http."""
    return {
        "DEMO": settings.demo,
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "SESSION_COOKIE_NAME": "__Host-session" if settings.https else "session",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,  # a session ends so long after signing in, cookie and all, however busy (services/sign_in.py)
        "PERMANENT_SESSION_LIFETIME": settings.sessions.absolute,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # what people write stays out of the log
        "LOG_FORMAT": settings.log_format,
        "METRICS_TOKEN": settings.metrics_token,
        "MAX_CONTENT_LENGTH": LARGEST_POST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "MAX_FORM_PARTS": MOST_PARTS,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: an open wizard must not lose its token
        "WTF_CSRF_SSL_STRICT": False,  # the check in access.py reads Sec-Fetch-Site and a referrer may be missing
        "PREFERRED_URL_SCHEME": "https" if settings.https else "http",
    }
