"""Two short cuts for macros: sharing what is imported, and drawing small unchanging parts once."""

from collections.abc import Callable, Hashable

from flask import has_request_context, request
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from planner.web.language import language

MOST_DRAWN = 1024


class SharedTemplate(Template):
    """A template whose macros are shared by all who import it without a context, as Jinja does where no globals of their own are at hand.

    Jinja compares the names of all globals at every import, and a page has dozens.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # the environment's globals are in every template's: what lies within them needs no longer look (Jinja 3.1, Template._get_default_module)
        own = ctx is not None and not ctx.globals_keys <= self.environment.globals.keys()
        return super()._get_default_module(ctx if own else None)


def once(macro: Macro) -> Callable[..., Markup]:
    """A macro that is drawn once for its arguments, the language and the place of the application; it must look at nothing else.

    `{% set icon = once(drawn) %}` in the macro's own file gives it to those who import `icon`.
    """
    kept: dict[tuple[Hashable, ...], Markup] = {}

    def drawn(*given: Hashable, **named: Hashable) -> Markup:
        key = (request.script_root if has_request_context() else None, language(), given, *named.items())
        found = kept.get(key)
        if found is None:
            if len(kept) >= MOST_DRAWN:
                kept.clear()
            found = kept[key] = Markup(macro(*given, **named))  # noqa: S704  a macro's answer is markup already
        return found

    return drawn
