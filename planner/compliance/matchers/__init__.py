"""One file per kind of match; `compile_match` turns a rule's data into the matcher of its kind."""

from planner.compliance.matchers.base import Hit, Lookup, Matcher
from planner.compliance.matchers.build import compile_match

__all__ = ["Hit", "Lookup", "Matcher", "compile_match"]
