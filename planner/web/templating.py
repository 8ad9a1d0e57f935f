"""One short cut for imported macros: Jinja compares the names of all globals at every import, a page has dozens."""

from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context


class SharedTemplate(Template):
    """A template whose macros are shared by all who import it without a context, as Jinja does where no globals of their own are at hand."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        # the environment's globals are in every template's: what lies within them needs no longer look (Jinja 3.1, Template._get_default_module)
        own = ctx is not None and not ctx.globals_keys <= self.environment.globals.keys()
        return super()._get_default_module(ctx if own else None)
