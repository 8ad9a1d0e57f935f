"""Starts the OpenID provider of the tests and tells it how to behave."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, build_opener

from planner.services.oidc_provider import Provider
from tests.factories.counterpart import started
from tests.factories.oidc_server import CLIENT, SECRET


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


@dataclass(frozen=True)
class OidcServer:
    """A running provider."""

    issuer: str
    folder: Path

    def behave(self, mode: str) -> None:
        """See oidc_server.py."""
        (self.folder / "mode").write_text(mode)

    def account(self, **claims: object) -> None:
        """Who signs in from now on."""
        (self.folder / "account").write_text(json.dumps(claims), "utf-8")

    def set_clock(self, moment: datetime) -> None:
        """What time it tells from now on."""
        (self.folder / "clock").write_text(moment.isoformat())

    def way_back(self, uri: str) -> None:
        """The one address that it sends people back to."""
        (self.folder / "redirect_uri").write_text(uri)

    def show_page(self) -> None:
        """It shows a page with a link, as a real one would."""
        (self.folder / "page").write_text("yes")

    def provider(self, **more: Any) -> Provider:
        """It, as the product knows it."""
        return Provider(self.issuer, CLIENT, SECRET, "衡屿统一身份", seconds=60.0, **more)

    def visit(self, url: str) -> str:
        """What a browser does over there: where it is sent back to, or the status it gets."""
        try:
            with build_opener(_Stay).open(url, timeout=120) as answer:
                return str(answer.status)
        except HTTPError as answer:
            return str(answer.headers["Location"] if answer.code == 302 else answer.code)


@contextmanager
def running(folder: Path) -> Generator[OidcServer]:
    """A provider with keys of its own."""
    with started("tests.factories.oidc_server", folder) as address:
        yield OidcServer(f"{address}/realm", folder)
