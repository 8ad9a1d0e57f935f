"""The only place that looks at htmx headers."""

from flask import Response, make_response, redirect, render_template, request


def wants_fragment() -> bool:
    """True for an htmx swap; false for a plain visit, a boosted link and a history restore."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and not (
        headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    )


def render(page: str, fragment: str | None = None, status: int = 200, **context: object) -> Response:
    """Render `fragment` for htmx and `page` for everybody else, with the same context.

    :param fragment: None for a page that has no fragment
    """
    name = fragment if fragment is not None and wants_fragment() else page
    return make_response(render_template(name, **context), status)  # every page says that it varies (planner/web/headers.py)


def go_to(url: str) -> Response:
    """Leave the page: a header for htmx, a 303 for a plain form."""
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": url})
    return make_response(redirect(url, 303))


def into_toasts(response: Response) -> Response:
    """Send a message to the toast region, so that an error never replaces the field it is about."""
    response.headers["HX-Retarget"] = "#toasts"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
