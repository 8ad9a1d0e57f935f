"""What an event of the trail says, in words: its kind, and its ids and digests under names that people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.compliance.pack import Pack
from planner.kernel.i18n import Text
from planner.services.audit import EVENT_NAMES, Event
from planner.services.house import House
from planner.workflow import ROLE_NAMES

KINDS: dict[str, Text] = {
    "plan": Text("计划的进展", "Course of the plan"),
    "review": Text("审核和批注", "Review and remarks"),
    "files": Text("取走的文件", "Files taken away"),
    "people": Text("登录、人员和角色", "Sign-ins, people and roles"),
    "rules": Text("规则", "Rules"),
    "library": Text("资料库", "Library"),
    "company": Text("公司资料和系统", "Company and system"),
}
"""Kinds of act that can be filtered by, in the order in which they are offered."""

_KIND_OF: dict[str, str] = {
    "plan": "plan", "finding": "review", "remark": "review", "thread": "review", "suggestion": "review", "desk": "review",
    "file": "files", "person": "people", "role": "people", "delegation": "people", "invitation": "people", "rule": "rules",
    "rulebook": "rules", "pack": "rules", "library": "library",
}  # fmt: skip

LABELS: dict[str, Text] = {
    "act": Text("做法", "Act"),
    "again": Text("又一次", "Again"),
    "asked": Text("要求修改的地方", "Changes asked for"),
    "begun": Text("已有的决定留下", "Decisions kept"),
    "by": Text("新一版", "Next revision"),
    "change": Text("变更编号", "Change no."),
    "bundles": Text("移交的份数", "Handed over"),
    "characters": Text("字数", "Characters"),
    "content": Text("计划内容校验值", "Digest of the plan's content"),
    "entries": Text("填好的地方", "Entries filled"),
    "from_on": Text("从哪天起", "From"),
    "instead_of": Text("代替", "Instead of"),
    "job": Text("任务编号", "Job no."),
    "left": Text("还剩的恢复码", "Recovery codes left"),
    "message": Text("发言编号", "Message no."),
    "plans": Text("计划份数", "Plans"),
    "territory": Text("片区编号", "Territory no."),
    "tray": Text("待放的段落", "Passages to place"),
    "until_on": Text("到哪天为止", "Until"),
    "count": Text("条数", "Events"),
    "decided": Text("已决定的次数", "Times decided"),
    "delegation": Text("代理编号", "Delegation no."),
    "digest": Text("内容校验值", "Digest of the content"),
    "entry": Text("条目编号", "Entry no."),
    "factor": Text("两步验证", "Second factor"),
    "everywhere": Text("所有设备", "On every device"),
    "file": Text("文件校验值", "Digest of the file"),
    "profile": Text("签名级别", "Signature level"),
    "ended_on": Text("期满日", "Ended on"),
    "files": Text("签出文件的校验值", "Digests of the issued files"),
    "hold": Text("保全编号", "Hold no."),
    "revisions": Text("版数", "Revisions"),
    "attempts": Text("登录尝试", "Tries to sign in"),
    "invitations": Text("邀请", "Invitations"),
    "notices": Text("通知", "Notices"),
    "offers": Text("没有用的上传文件", "Unused uploads"),
    "sessions": Text("登录记录", "Sign-ins"),
    "traces": Text("在线状态", "Traces of presence"),
    "finding": Text("提示的标记", "Mark of the finding"),
    "for_person": Text("代", "On behalf of"),
    "found": Text("当时的状况", "How it stood"),
    "giver": Text("委托人", "Given by"),
    "head": Text("末条校验值", "Digest of the last event"),
    "invitation": Text("邀请编号", "Invitation no."),
    "kind": Text("种类", "Kind"),
    "library": Text("资料库状态的校验值", "Digest of the library"),
    "login": Text("所填账号的校验值", "Digest of the login"),
    "number": Text("编号", "Number"),
    "others": Text("别的设备", "On other devices"),
    "outcome": Text("决定", "Decision"),
    "pack": Text("规则包校验值", "Digest of the rules"),
    "person": Text("人员", "Person"),
    "plan_type": Text("计划类型", "Kind of plan"),
    "policy": Text("公司政策校验值", "Digest of the policy"),
    "preview": Text("预览编号", "Preview no."),
    "product": Text("产品编号", "Product no."),
    "proposal": Text("申请编号", "Proposal no."),
    "proposed_by": Text("申请人", "Proposed by"),
    "proposer": Text("申请人", "Proposed by"),
    "remark": Text("批注编号", "Remark no."),
    "purpose": Text("用在", "For"),
    "rev": Text("规则内容的标记", "Mark of the rule's text"),
    "review_record": Text("审查记录校验值", "Digest of the review record"),
    "revision": Text("版次", "Revision"),
    "role": Text("角色", "Role"),
    "roles": Text("角色", "Roles"),
    "round": Text("第几次提交", "Submission"),
    "rule": Text("规则", "Rule"),
    "serial": Text("证书序列号", "Certificate serial"),
    "source": Text("来自", "From"),
    "source_revision": Text("来自第几版", "From revision"),
    "subject": Text("对象", "Subject"),
    "thread": Text("讨论编号", "Thread no."),
    "to": Text("交给", "To"),
    "version": Text("版本", "Version"),
    "why": Text("理由", "Reason"),
    "withdrawn": Text("收回", "Taken back"),
    "wrong": Text("误报次数", "Times wrong"),
}
"""Names of what an event carries; a name that is not here is shown as it is."""

FILES: dict[str, Text] = {
    "plan": Text("计划 PDF", "plan PDF"),
    "record": Text("审查记录", "review record"),
    "word": Text("Word 副本", "Word copy"),
    "tables": Text("表格", "workbook"),
    "story_csv": Text("经过（CSV）", "story (CSV)"),
    "story_pdf": Text("经过（PDF）", "story (PDF)"),
    "trail_csv": Text("操作记录（CSV）", "trail (CSV)"),
    "zip": Text("多份计划（ZIP）", "several plans (ZIP)"),
    "bundle": Text("放进多份计划的 ZIP", "into a ZIP of several plans"),
}
OUTCOMES: dict[str, Text] = {
    "harmless": Text("无问题", "No issue"),
    "change_required": Text("要求修改", "Change required"),
    "exception": Text("例外放行", "Exception granted"),
}
FOUND: dict[str, Text] = {
    "whole": Text("相符", "fits"),
    "missing": Text("没有检查点", "no checkpoint"),
    "forged": Text("检查点读不出", "checkpoint unreadable"),
    "cut": Text("末尾缺了一段", "its end was cut"),
    "rewritten": Text("被重写过", "rewritten"),
}
FACTORS: dict[str, Text] = {
    "totp": Text("验证器", "code app"),
    "passkey": Text("通行密钥", "passkey"),
    "recovery": Text("恢复码", "recovery code"),
}
PERSONS = frozenset({"person", "to", "for_person", "giver", "proposer", "proposed_by"})
"""Names of details that are ids of people."""
KNOWN = frozenset(event.value for event in Event)
YES, NO, NOBODY = Text("是", "yes"), Text("否", "no"), Text("（已不在册）", "(no longer on record)")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an event carries.

    :param value: words where the product knows some, else the id or digest itself
    """

    name: str
    label: Text
    value: Text | str


def kind_of(event: str) -> str:
    """The kind an event is filtered by, a key of `KINDS`."""
    return _KIND_OF.get(event.partition(".")[0], "company")


def events_of(kind: str) -> list[Event]:
    """Every event of a kind."""
    return [event for event in Event if kind_of(event) == kind]


def name_of(event: str) -> Text:
    """What was done, in words; an event that a later version wrote goes by its own name."""
    return EVENT_NAMES[Event(event)] if event in KNOWN else Text(event, event)


def facts(house: House, detail: Mapping[str, Any], names: Mapping[int, str], *, without: frozenset[str] = frozenset()) -> list[Fact]:
    """What an event carries, under names that people read.

    :param names: name of each person by id
    :param without: names left out, since they are told elsewhere
    """
    kept = ((name, value) for name, value in detail.items() if name not in without and value is not None and value != "")
    return [Fact(name, LABELS.get(name, Text(name, name)), _value(house, name, value, names)) for name, value in kept]


def _value(house: House, name: str, value: Any, names: Mapping[int, str]) -> Text | str:
    if isinstance(value, bool):
        return YES if value else NO
    if name in PERSONS and isinstance(value, int):
        return names.get(value, NOBODY)
    said = str(value)
    match name:
        case "outcome":
            return OUTCOMES.get(said, said)
        case "found":
            return FOUND.get(said, said)
        case "rule":
            return _rule(house.pack, said)
        case "kind":
            return FILES.get(said, said)
        case "factor":
            return FACTORS.get(said, said)
        case "plan_type" if said in house.plan_types:
            return house.plan_types[said].title
        case "role" | "roles":
            return _roles(said)
    return said


def _rule(pack: Pack, rule_id: str) -> Text | str:
    found = next((rule for rule in pack.rules if rule.id == rule_id), None)
    return Text(f"{rule_id} {found.title.zh}", f"{rule_id} {found.title.en}") if found is not None else rule_id


def _roles(said: str) -> Text:
    known = {role.value: name for role, name in ROLE_NAMES.items()}
    named = [known.get(one, Text(one, one)) for one in said.split(",")]
    return Text("、".join(name.zh for name in named), ", ".join(name.en for name in named))
