"""Who keeps what in the company's library, as one table. Everybody who is signed in may read it."""

from collections.abc import Collection
from enum import StrEnum

from planner.kernel.i18n import Text
from planner.workflow.roles import Role


class LibraryKind(StrEnum):
    """What stands in the library."""

    PHRASE = "phrase"
    MATERIAL = "material"


KEEPERS: dict[LibraryKind, frozenset[Role]] = {
    # a wording is a judgement, which nobody but compliance makes; a material was judged elsewhere and is entered here
    LibraryKind.PHRASE: frozenset({Role.OFFICER, Role.HEAD_OF_COMPLIANCE}),
    LibraryKind.MATERIAL: frozenset({Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.ADMINISTRATOR}),
}

LIBRARY_NAMES: dict[LibraryKind, Text] = {
    LibraryKind.PHRASE: Text("批准的说法", "Approved wording"),
    LibraryKind.MATERIAL: Text("资料", "Materials"),
}


def keeps(kind: LibraryKind, roles: Collection[Role]) -> bool:
    """Whether somebody with these roles may add, change, retire and restore entries of a kind."""
    return not KEEPERS[kind].isdisjoint(roles)
