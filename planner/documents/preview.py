"""A plan on a screen, drawn by the templates and style sheets of its paper."""

from functools import cache

from planner.documents.content import PlanContent
from planner.documents.html import environment, plan_words, style_sheets
from planner.kernel.canonical import sha256_hex


def preview_html(plan: PlanContent, style: str, only: str | None = None) -> str:
    """The plan, or one of its sections, as an HTML document without any script.

    :param style: address of `screen_css`
    :param only: slug of the one section to show
    :raises KeyError: there is no such section
    """
    if only is None:
        sections = plan.sections
    else:
        sections = tuple(section for section in plan.sections if section.slug == only)
        if not sections:
            raise KeyError(only)
    words = plan_words(plan, verify_url="-", code="-", submitted=False)
    return environment().get_template("preview.html").render({**words, "sections": sections, "whole": only is None, "style": style})


@cache
def screen_css() -> str:
    """The style sheets of the paper, and what a screen needs besides."""
    return "\n".join(style_sheets("paper", "table", "plan", "screen").values())


@cache
def screen_digest() -> str:
    """Ten characters that change with `screen_css`, for its address."""
    return sha256_hex(screen_css().encode())[:10]
