"""Short cuts for templates: sharing imported macros, calling plain functions, drawing unchanging parts once, working out an address once."""

from collections.abc import Callable, Hashable
from types import FunctionType
from typing import Any, cast

from flask import Flask, current_app, has_request_context, request
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from planner.web.language import language

MOST_DRAWN = 512
MOST_ADDRESSES = 4096


class SharedTemplate(Template):
    """A template whose macros are shared by all who import it without a context, as Jinja does where no globals of their own are at hand.

    Jinja compares the names of all globals at every import, and a page has dozens.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # the environment's globals are in every template's: what lies within them needs no longer look (Jinja 3.1, Template._get_default_module)
        own = ctx is not None and not ctx.globals_keys <= self.environment.globals.keys()
        return super()._get_default_module(ctx if own else None)


class PlainCalls(Context):
    """A context that calls plain functions and macros at once; Jinja asks each what it wants, several times, and a page calls hundreds."""

    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805  as Jinja names them: any other name may be an argument
        """As `jinja2.runtime.Context.call`."""
        if __obj.__class__ is Macro:
            args = (__self.eval_ctx, *args)  # what every macro wants: to know whether to escape
        elif __obj.__class__ is not FunctionType or __obj.__dict__:  # the wishes of a function stand in its attributes
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


def addresses(app: Flask) -> Callable[..., str]:
    """`url_for` for templates: the same view with the same values has the same address, below the same place of the application."""
    kept: dict[tuple[Hashable, ...], str] = {}

    def url_for(endpoint: str, **values: Any) -> str:
        if endpoint.startswith(".") or "_external" in values or not has_request_context():
            return app.url_for(endpoint, **values)  # these depend on the request
        key = (request.script_root, endpoint, *values.items(), *map(type, values.values()))
        try:
            found = kept.get(key)
        except TypeError:  # a list, as of rows that stand open
            return app.url_for(endpoint, **values)
        if found is None:
            if len(kept) >= MOST_ADDRESSES:
                kept.clear()
            found = kept[key] = app.url_for(endpoint, **values)
        return found

    return url_for


def address(endpoint: str, **values: Any) -> str:
    """The address of a view as templates of this application write it."""
    return cast(Callable[..., str], current_app.jinja_env.globals["url_for"])(endpoint, **values)


def once(macro: Macro) -> Callable[..., Markup]:
    """A macro that is drawn once for its arguments, the language and the place of the application; it must look at nothing else.

    `{% set icon = once(drawn) %}` in the macro's own file gives it to those who import `icon`. Arguments that can be no key are drawn each time.
    """
    kept: dict[tuple[Hashable, ...], Markup] = {}

    def drawn(*given: Hashable, **named: Hashable) -> Markup:
        kinds = tuple(map(type, (*given, *named.values())))  # words and markup compare equal
        key = (request.script_root if has_request_context() else None, language(), given, kinds, *named.items())
        try:
            found = kept.get(key)
        except TypeError:
            return Markup(macro(*given, **named))  # noqa: S704
        if found is None:
            if len(kept) >= MOST_DRAWN:
                kept.clear()
            found = kept[key] = Markup(macro(*given, **named))  # noqa: S704  a macro's answer is markup already
        return found

    return drawn
