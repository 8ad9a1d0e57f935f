"""Words and helpers that the rulebook's templates share."""

from planner.kernel.i18n import Text
from planner.services.rules import effective
from planner.web.extensions import house, reading
from planner.web.language import t
from planner.web.rulebook import bp
from planner.web.rulebook.book import CATEGORY_NAMES
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


@bp.app_template_filter()
def rule_name(code: str) -> str:
    """What a rule, a category or an exclusion is called; the code itself for one that is gone."""
    if code in CATEGORY_NAMES:
        return t("{c}（整个类别）", "{c} (the whole category)", c=t(CATEGORY_NAMES[code]))
    pack = effective.pack_in_force(reading(), house())
    titles = {rule.id: rule.title for rule in pack.rules} | {one.id: one.title for one in pack.filters}
    return t(titles[code].zh, titles[code].en) if code in titles else code
