"""The roles of people in the company."""

from enum import StrEnum

from planner.kernel.i18n import Text


class Role(StrEnum):
    """What a person may be; one person can hold several, each for a territory."""

    REPRESENTATIVE = "representative"
    OFFICER = "officer"
    HEAD_OF_COMPLIANCE = "head_of_compliance"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, Text] = {
    Role.REPRESENTATIVE: Text("医药代表", "Representative"),
    Role.OFFICER: Text("合规专员", "Compliance officer"),
    Role.HEAD_OF_COMPLIANCE: Text("合规负责人", "Head of compliance"),
    Role.MANAGER: Text("地区经理", "Regional manager"),
    Role.ADMINISTRATOR: Text("系统管理员", "Administrator"),
}

LENDABLE: dict[Role, frozenset[Role]] = {
    Role.OFFICER: frozenset({Role.OFFICER, Role.HEAD_OF_COMPLIANCE}),
    Role.HEAD_OF_COMPLIANCE: frozenset({Role.OFFICER, Role.HEAD_OF_COMPLIANCE}),
    Role.MANAGER: frozenset({Role.MANAGER}),
}
"""Roles that may be lent for some days, with the roles of one's own that let somebody take them.

The taker knows the work already: nobody becomes an officer or a manager by delegation alone.
"""
