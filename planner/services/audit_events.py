"""The closed list of what can stand in the trail, in words."""

from enum import StrEnum

from planner.kernel.i18n import Text


class Event(StrEnum):
    """Everything that can stand in the trail."""

    PLAN_CREATE = "plan.create"
    PLAN_IMPORT = "plan.import"
    PLAN_RENEW = "plan.renew"
    PLAN_DELETE = "plan.delete"
    PLAN_UNDELETE = "plan.undelete"
    PLAN_SUBMIT = "plan.submit"
    PLAN_RECALL = "plan.recall"
    PLAN_CLAIM = "plan.claim"
    PLAN_RELEASE = "plan.release"
    PLAN_REASSIGN = "plan.reassign"
    PLAN_RETURN = "plan.return"
    PLAN_PASS = "plan.pass"  # noqa: S105 - an event, no password
    PLAN_RECALL_PASS = "plan.recall_pass"  # noqa: S105 - an event, no password
    PLAN_OPEN_TO_SIGN = "plan.open_to_sign"
    PLAN_REFUSE = "plan.refuse"
    PLAN_APPROVE = "plan.approve"
    PLAN_AMEND = "plan.amend"
    PLAN_SUPERSEDE = "plan.supersede"
    PLAN_WITHDRAW = "plan.withdraw"
    PLAN_EXPIRE = "plan.expire"
    FINDING_EXPLAIN = "finding.explain"
    FINDING_DECIDE = "finding.decide"
    FINDING_UNDO = "finding.undo"
    REMARK_ADD = "remark.add"
    REMARK_WITHDRAW = "remark.withdraw"
    THREAD_SAY = "thread.say"
    THREAD_MENTION = "thread.mention"
    THREAD_RESOLVE = "thread.resolve"
    THREAD_REOPEN = "thread.reopen"
    PROPOSAL_ADD = "proposal.add"
    PROPOSAL_WITHDRAW = "proposal.withdraw"
    PROPOSAL_TAKE = "proposal.take"
    PROPOSAL_DECLINE = "proposal.decline"
    FILE_EXPORT = "file.export"
    FILE_LENGTHEN = "file.lengthen"
    SIGN_IN = "person.sign_in"
    SIGN_IN_FAILED = "person.sign_in_failed"
    SIGN_OUT = "person.sign_out"
    IDENTITY_LINK = "person.identity_link"
    IDENTITY_UNLINK = "person.identity_unlink"
    IDENTITY_CONFIRM = "person.identity_confirm"
    PIN_SET = "person.pin_set"
    PIN_FAILED = "person.pin_failed"
    PASSWORD_SET = "person.password_set"  # noqa: S105 - an event, no password
    FACTOR_ADD = "person.factor_add"
    FACTOR_REMOVE = "person.factor_remove"
    FACTOR_CODES = "person.factor_codes"
    FACTOR_FAILED = "person.factor_failed"
    FACTOR_RESET = "person.factor_reset"
    FACTOR_CONFIRM = "person.factor_confirm"
    PERSON_CREATE = "person.create"
    PERSON_DISABLE = "person.disable"
    ROLE_CHANGE = "person.role_change"
    PERSON_SAVE = "person.save"
    PERSON_ENABLE = "person.enable"
    PERSON_INVITE = "person.invite"
    PERSON_UNINVITE = "person.uninvite"
    PERSON_JOIN = "person.join"
    PERSON_HAND_OVER = "person.hand_over"
    PIN_RESET = "person.pin_reset"
    KEY_REVOKE = "person.key_revoke"
    KEY_ASSIGN = "person.key_assign"
    KEY_END = "person.key_end"
    KEY_PROVE = "person.key_prove"
    ROLE_PROPOSE = "role.propose"
    ROLE_REFUSE = "role.refuse"
    ROLE_WITHDRAW = "role.withdraw"
    TERRITORY_CREATE = "territory.create"
    TERRITORY_SAVE = "territory.save"
    TERRITORY_MOVE = "territory.move"
    TERRITORY_RETIRE = "territory.retire"
    PRODUCT_CREATE = "product.create"
    PRODUCT_SAVE = "product.save"
    PRODUCT_RETIRE = "product.retire"
    PRODUCT_RESTORE = "product.restore"
    PLAN_HAND_OVER = "plan.hand_over"
    AUTHORITY_CREATE = "authority.create"
    POLICY_CHANGE = "policy.change"
    PACK_CHANGE = "pack.change"
    RULE_CREATE = "rule.create"
    RULE_SAVE = "rule.save"
    RULE_TRY = "rule.try"
    RULE_DISCARD = "rule.discard"
    RULE_PREVIEW = "rule.preview"
    RULE_PROPOSE = "rule.propose"
    RULE_APPROVE = "rule.approve"
    RULE_REFUSE = "rule.refuse"
    RULE_WITHDRAW = "rule.withdraw"
    RULE_STEP_DOWN = "rule.step_down"
    RULEBOOK_PUBLISH = "rulebook.publish"
    LIBRARY_CREATE = "library.create"
    LIBRARY_SAVE = "library.save"
    LIBRARY_RETIRE = "library.retire"
    LIBRARY_RESTORE = "library.restore"
    DELEGATION_GIVE = "delegation.give"
    DELEGATION_END = "delegation.end"
    TRAIL_ACCEPT = "trail.accept"
    BACKUP_MAKE = "backup.make"
    HOLD_SET = "hold.set"
    HOLD_ASK = "hold.ask"
    HOLD_KEEP = "hold.keep"
    HOLD_LIFT = "hold.lift"
    PLAN_REMOVE = "plan.remove"
    RETENTION_RUN = "retention.run"
    JOB_STOP = "job.stop"
    JOB_AGAIN = "job.again"
    PROOF_FAIL = "proof.fail"


EVENT_NAMES: dict[Event, Text] = {
    Event.PLAN_CREATE: Text("新建了计划", "created the plan"),
    Event.PLAN_IMPORT: Text("从文件写入了草稿", "filled the draft from a file"),
    Event.PLAN_RENEW: Text("从上一期的计划写起", "carried it on from the last period"),
    Event.PLAN_DELETE: Text("删除了草稿", "deleted the draft"),
    Event.PLAN_UNDELETE: Text("恢复了草稿", "restored the draft"),
    Event.PLAN_SUBMIT: Text("签名并提交", "signed and submitted"),
    Event.PLAN_RECALL: Text("撤回了提交", "took the submission back"),
    Event.PLAN_CLAIM: Text("开始审核", "started the review"),
    Event.PLAN_RELEASE: Text("放回待审", "put it back in the queue"),
    Event.PLAN_REASSIGN: Text("转给了另一位专员", "handed the review over"),
    Event.PLAN_RETURN: Text("退回作者修改", "returned it to the author"),
    Event.PLAN_PASS: Text("合规通过并签名", "passed and signed for compliance"),
    Event.PLAN_RECALL_PASS: Text("收回了合规通过", "took the pass back"),
    Event.PLAN_OPEN_TO_SIGN: Text("打开准备批准", "opened it to approve"),
    Event.PLAN_REFUSE: Text("经理退回", "returned by the manager"),
    Event.PLAN_APPROVE: Text("批准并签名", "approved and signed"),
    Event.PLAN_AMEND: Text("开始修订", "started an amendment"),
    Event.PLAN_SUPERSEDE: Text("被新一版取代", "superseded by the next revision"),
    Event.PLAN_WITHDRAW: Text("撤回了计划", "withdrew the plan"),
    Event.PLAN_EXPIRE: Text("期满", "period ended"),
    Event.FINDING_EXPLAIN: Text("说明了一处提示", "explained a finding"),
    Event.FINDING_DECIDE: Text("决定了一处提示", "decided a finding"),
    Event.FINDING_UNDO: Text("撤销了一个决定", "undid a decision"),
    Event.REMARK_ADD: Text("写了一条批注", "made a remark"),
    Event.REMARK_WITHDRAW: Text("收回了一条批注", "took a remark back"),
    Event.THREAD_SAY: Text("在讨论里说了一句", "said something in a thread"),
    Event.THREAD_MENTION: Text("在讨论里提到了一位同事", "mentioned somebody in a thread"),
    Event.THREAD_RESOLVE: Text("结束了一处讨论", "resolved a thread"),
    Event.THREAD_REOPEN: Text("重新打开了一处讨论", "opened a thread again"),
    Event.PROPOSAL_ADD: Text("写了一句建议稿", "proposed a wording"),
    Event.PROPOSAL_WITHDRAW: Text("收回了一句建议稿", "took a proposed wording back"),
    Event.PROPOSAL_TAKE: Text("采用了一句建议稿", "took a proposed wording over"),
    Event.PROPOSAL_DECLINE: Text("没有采用一句建议稿", "declined a proposed wording"),
    Event.FILE_EXPORT: Text("下载了文件", "downloaded a file"),
    Event.FILE_LENGTHEN: Text("给签好的文件补上了时间戳", "added a timestamp to the signed file"),
    Event.SIGN_IN: Text("登录", "signed in"),
    Event.SIGN_IN_FAILED: Text("登录没有成功", "failed to sign in"),
    Event.SIGN_OUT: Text("退出", "signed out"),
    Event.IDENTITY_LINK: Text(
        "第一次用公司账号登录，和本人连在一起", "came by the company's account for the first time and was linked to it"
    ),
    Event.IDENTITY_UNLINK: Text("解除了和公司账号的连接", "was unlinked from the company's account"),
    Event.IDENTITY_CONFIRM: Text("用公司账号重新确认了身份", "confirmed anew with the company's account who they are"),
    Event.PIN_SET: Text("设置了签名 PIN", "set the signing PIN"),
    Event.PIN_FAILED: Text("签名 PIN 不对", "entered a wrong signing PIN"),
    Event.PASSWORD_SET: Text("设置了新密码", "set a new password"),
    Event.FACTOR_ADD: Text("加了一种两步验证", "added a second factor"),
    Event.FACTOR_REMOVE: Text("删了一种两步验证", "removed a second factor"),
    Event.FACTOR_CODES: Text("生成了新的恢复码", "made new recovery codes"),
    Event.FACTOR_FAILED: Text("两步验证没有通过", "failed at the second factor"),
    Event.FACTOR_RESET: Text("清除了别人的两步验证", "reset somebody's second factor"),
    Event.FACTOR_CONFIRM: Text("用通行密钥重新确认了身份", "confirmed anew with a passkey who they are"),
    Event.PERSON_CREATE: Text("新建了人员", "added a person"),
    Event.PERSON_DISABLE: Text("停用了人员", "disabled a person"),
    Event.ROLE_CHANGE: Text("改了角色", "changed a role"),
    Event.PERSON_SAVE: Text("改了人员资料", "changed what is on record about a person"),
    Event.PERSON_ENABLE: Text("恢复了停用的人员", "let a disabled person in again"),
    Event.PERSON_INVITE: Text("发了邀请链接", "made an invitation"),
    Event.PERSON_UNINVITE: Text("收回了邀请链接", "took an invitation back"),
    Event.PERSON_JOIN: Text("用邀请链接设了密码", "set a password by invitation"),
    Event.PERSON_HAND_OVER: Text("交接了离职人员的工作", "handed over the work of somebody who leaves"),
    Event.KEY_REVOKE: Text("吊销了签名证书", "revoked a signing certificate"),
    Event.KEY_ASSIGN: Text("给了一个签名凭证", "assigned a signing credential"),
    Event.KEY_END: Text("收回了签名凭证", "took a signing credential away"),
    Event.KEY_PROVE: Text("确认了自己的签名凭证", "confirmed the own signing credential"),
    Event.PIN_RESET: Text("收回了别人的签名密钥", "retired somebody's signing key"),
    Event.ROLE_PROPOSE: Text("申请改角色", "asked for a change of roles"),
    Event.ROLE_REFUSE: Text("没有同意改角色", "refused a change of roles"),
    Event.ROLE_WITHDRAW: Text("收回了改角色的申请", "took back a change of roles"),
    Event.TERRITORY_CREATE: Text("新建了片区", "added a territory"),
    Event.TERRITORY_SAVE: Text("改了片区的名字", "renamed a territory"),
    Event.TERRITORY_MOVE: Text("移动了片区", "moved a territory"),
    Event.TERRITORY_RETIRE: Text("停用了片区", "retired a territory"),
    Event.PRODUCT_CREATE: Text("登记了产品", "entered a product"),
    Event.PRODUCT_SAVE: Text("改了产品资料", "changed a product"),
    Event.PRODUCT_RETIRE: Text("停用了产品", "took a product out of use"),
    Event.PRODUCT_RESTORE: Text("恢复了产品", "took a product into use again"),
    Event.PLAN_HAND_OVER: Text("把计划交给了另一位作者", "handed the plan to another author"),
    Event.AUTHORITY_CREATE: Text("建立了公司证书机构", "created the company authority"),
    Event.POLICY_CHANGE: Text("改了公司政策", "changed the company policy"),
    Event.PACK_CHANGE: Text("启用了一版规则", "took a rule pack into use"),
    Event.RULE_CREATE: Text("新建了一条公司规则", "wrote a company rule"),
    Event.RULE_SAVE: Text("修改了一条公司规则", "edited a company rule"),
    Event.RULE_TRY: Text("让一条规则试运行", "put a rule on trial"),
    Event.RULE_DISCARD: Text("丢弃了一条规则的草稿", "discarded the draft of a rule"),
    Event.RULE_PREVIEW: Text("预览了一处规则变化", "previewed a change of the rules"),
    Event.RULE_PROPOSE: Text("申请改变规则", "proposed a change of the rules"),
    Event.RULE_APPROVE: Text("批准了规则的变化", "approved a change of the rules"),
    Event.RULE_REFUSE: Text("没有同意规则的变化", "refused a change of the rules"),
    Event.RULE_WITHDRAW: Text("收回了规则变化的申请", "took back a proposed change of the rules"),
    Event.RULE_STEP_DOWN: Text("误报太多，规则退回试运行", "stepped a noisy rule down to trial"),
    Event.RULEBOOK_PUBLISH: Text("发布了新的规则版本", "published the rulebook"),
    Event.LIBRARY_CREATE: Text("在资料库里登记了一条", "entered something in the library"),
    Event.LIBRARY_SAVE: Text("改了资料库里的一条", "changed an entry of the library"),
    Event.LIBRARY_RETIRE: Text("停用了资料库里的一条", "retired an entry of the library"),
    Event.LIBRARY_RESTORE: Text("恢复了资料库里的一条", "restored an entry of the library"),
    Event.DELEGATION_GIVE: Text("把工作委托给了同事", "delegated a role"),
    Event.DELEGATION_END: Text("提前结束了委托", "ended a delegation early"),
    Event.HOLD_SET: Text("设了保全，到期也不删除", "put a legal hold on something"),
    Event.HOLD_ASK: Text("申请解除保全", "asked to lift a legal hold"),
    Event.HOLD_KEEP: Text("保全继续，不解除", "left a legal hold in place"),
    Event.HOLD_LIFT: Text("同意解除保全", "agreed to lift a legal hold"),
    Event.PLAN_REMOVE: Text("保存期满，删除了计划", "removed a plan that had been kept long enough"),
    Event.RETENTION_RUN: Text("清理了保存期满的内容", "removed what had been kept long enough"),
    Event.BACKUP_MAKE: Text("备份了整个数据库", "backed up the whole database"),
    Event.JOB_STOP: Text("停下了后台工作", "stopped work behind the pages"),
    Event.JOB_AGAIN: Text("让后台工作再做一次", "had work behind the pages tried again"),
    Event.PROOF_FAIL: Text("夜间核对发现对不上的地方", "the nightly proof found what does not hold"),
    Event.TRAIL_ACCEPT: Text("查看后接受了现有的操作记录", "looked at the trail and accepted it as it is"),
}

EVEN_SO = frozenset(
    {
        *(Event.SIGN_IN, Event.SIGN_IN_FAILED, Event.SIGN_OUT, Event.PIN_FAILED, Event.FACTOR_FAILED),
        *(Event.TRAIL_ACCEPT, Event.BACKUP_MAKE, Event.PROOF_FAIL),
    }
)
"""Events that are written although the trail does not fit its checkpoint, so that people can still come and read."""
