"""Words and helpers that the rulebook's templates share."""

from planner.kernel.i18n import Text
from planner.web.language import t
from planner.web.rulebook import bp
from planner.workflow import RULE_STATE_NAMES, RuleState

PROPOSAL_STATES: dict[str, Text] = {
    "waiting": Text("等第二个人", "waiting for a second person"),
    "approved": Text("已批准", "approved"),
    "refused": Text("没有采纳", "not taken"),
    "withdrawn": Text("已收回", "taken back"),
}


@bp.app_template_global()
def rule_state_name(state: str) -> Text:
    """Where a company rule stands."""
    return RULE_STATE_NAMES[RuleState(str(state))]


@bp.app_template_global()
def proposal_state_name(state: str) -> Text:
    """Where a proposal stands."""
    return PROPOSAL_STATES[state]


@bp.app_template_filter()
def rule_error(item: tuple[str, Text]) -> tuple[str, str]:
    """An entry's error as the summary wants it: the id of the control, the message."""
    return f"rule-{item[0]}", t(item[1])
