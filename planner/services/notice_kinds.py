"""Everything people are told: the words, what to do, and where. No words of a plan ever stand here.

Placeholders: {plan} number, {type} kind of plan, {who} a colleague, {n} a count, {day} a day, {role} a role, {product} a product,
{giver} and {to} the two of a delegation, {person} whom it is about; in a path their id.
"""

from dataclasses import dataclass
from enum import StrEnum

from planner.kernel.i18n import Text


class Kind(StrEnum):
    """The closed list of notices."""

    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"
    PASSED = "passed"
    TO_APPROVE = "to_approve"
    PASS_RECALLED = "pass_recalled"  # noqa: S105 - a kind of notice, no password
    REFUSED = "refused"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    MENTIONED = "mentioned"
    OVERDUE = "overdue"
    ENDING = "ending"
    FILING_ENDING = "filing_ending"
    EXCEPTION_ENDING = "exception_ending"
    ROLES_CHANGED = "roles_changed"
    ROLES_ALERT = "roles_alert"
    ROLES_ASKED = "roles_asked"
    DISABLED_ALERT = "disabled_alert"
    ENABLED_ALERT = "enabled_alert"
    LINK_ALERT = "link_alert"
    DELEGATED = "delegated"
    DELEGATION_ENDED = "delegation_ended"
    HANDED_OVER = "handed_over"
    PIN_RESET = "pin_reset"
    FACTOR_RESET = "factor_reset"
    DOOR_CHANGED = "door_changed"
    CERTIFICATE_ENDING = "certificate_ending"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CREDENTIAL_ENDING = "credential_ending"
    CREDENTIAL_REVOKED = "credential_revoked"
    AUTHORITY_ENDING = "authority_ending"
    PRODUCT_RETIRED = "product_retired"
    PROOF_FAILED = "proof_failed"
    INVITED = "invited"
    INVITED_AGAIN = "invited_again"


BY_LINK = frozenset({Kind.INVITED, Kind.INVITED_AGAIN})
"""Mailed at once whatever its reader chose, each with a one-time link in place of the path."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a notice says.

    :param what: what happened, in one sentence; also the subject of its mail
    :param to_do: what the reader does now, a full sentence
    :param verb: words of the link
    :param path: where the link leads; `{plan}` is the number, `{person}` an id
    :param today: what happened, where the day it speaks of is today
    :param by_day: what the reader does, where a day is known by which
    :param needed: something of the reader's is at stake, so it is mailed whatever pace was chosen
    """

    what: Text
    to_do: Text
    verb: Text
    path: str
    needed: bool = True
    today: Text | None = None
    by_day: Text | None = None


_DESK, _APPROVAL, _RECORD, _ACCOUNT = "/review/{plan}", "/approval/{plan}", "/plans/{plan}", "/account"
_CREDENTIAL = Text("看签名凭证", "See the credential")
_PERSON = "/company/people/{person}"
_LOOK = Text("去看", "Have a look")
_CHECK = Text("如果不是你们商定的，请马上核对。", "If this was not agreed, please check it at once.")

WORDINGS: dict[Kind, Wording] = {
    Kind.SUBMITTED: Wording(
        Text("{who}提交了{type} {plan}，等待审核", "{who} submitted {type} {plan} for review"),
        Text("请你或同事开始审核。", "Please start the review, or leave it to a colleague."),
        Text("去审核", "Review it"), _DESK, needed=False,
        by_day=Text("请你或同事在{day}以前审完。", "Please review it by {day}, or leave it to a colleague."),
    ),
    Kind.ASSIGNED: Wording(
        Text("{type} {plan} 由你审核", "{type} {plan} is yours to review"),
        Text("请按时审核；不该由你审的，转给同事。", "Please review it in time, or hand it to a colleague."),
        Text("去审核", "Review it"), _DESK,
        by_day=Text("请在{day}以前审完；不该由你审的，转给同事。", "Please review it by {day}, or hand it to a colleague."),
    ),
    Kind.TAKEN_BACK: Wording(
        Text("{who}收回了{type} {plan} 的提交", "{who} took back the submission of {type} {plan}"),
        Text("不用审了，再提交时会另外通知。", "There is nothing to review now; you hear when it comes again."),
        _LOOK, _RECORD, needed=False,
    ),
    Kind.RETURNED: Wording(
        Text("{who}退回了{type} {plan}，有地方要改", "{who} returned {type} {plan} for changes"),
        Text("请看每一处要求，改好后再提交。", "Please read what is asked, change it and submit again."),
        Text("去修改", "Change it"), _RECORD,
    ),
    Kind.PASSED: Wording(
        Text("{who}通过了{type} {plan} 的合规审核", "{who} passed {type} {plan} for compliance"),
        Text("现在等经理批准，你不用做什么。", "It now waits for the manager; there is nothing for you to do."),
        _LOOK, _RECORD, needed=False,
    ),
    Kind.TO_APPROVE: Wording(
        Text("{type} {plan} 等你批准", "{type} {plan} waits for your approval"),
        Text("合规已由{who}通过。请看过摘要后批准或退回。", "{who} passed it for compliance. Please read the summary, then approve or return it."),
        Text("去批准", "Decide"), _APPROVAL,
    ),
    Kind.PASS_RECALLED: Wording(
        Text("{who}收回了{type} {plan} 的合规通过", "{who} took back the pass of {type} {plan}"),
        Text("先不用批准，重新通过后会另外通知。", "There is nothing to approve now; you hear when it is passed again."),
        _LOOK, _RECORD, needed=False,
    ),
    Kind.REFUSED: Wording(
        Text("{who}没有批准{type} {plan}，退回修改", "{who} did not approve {type} {plan} and returned it"),
        Text("请看退回的理由；作者改好后再提交。", "Please read the reason; the author changes it and submits again."),
        Text("看理由", "Read why"), _RECORD,
    ),
    Kind.APPROVED: Wording(
        Text("{who}批准了{type} {plan}", "{who} approved {type} {plan}"),
        Text("计划已经生效，签好的文件可以下载。", "The plan is in force; the signed file can be downloaded."),
        Text("看计划", "See the plan"), _RECORD, needed=False,
    ),
    Kind.WITHDRAWN: Wording(
        Text("{who}撤回了{type} {plan}", "{who} withdrew {type} {plan}"),
        Text("请停止按它执行，理由写在计划页上。", "Please stop acting on it; the reason stands on its page."),
        Text("看理由", "Read why"), _RECORD,
    ),
    Kind.EXPIRED: Wording(
        Text("{type} {plan} 期满了", "The period of {type} {plan} has ended"),
        Text("要接着做，可以从它写下一期的计划。", "To go on, write the next period's plan from it."),
        Text("看计划", "See the plan"), _RECORD, needed=False,
    ),
    Kind.MENTIONED: Wording(
        Text("{who}在{type} {plan} 的讨论里提到了你", "{who} mentioned you in a discussion on {type} {plan}"),
        Text("请看一下，需要时回复。", "Please have a look and answer where it is needed."),
        _LOOK, _RECORD,
    ),
    Kind.OVERDUE: Wording(
        Text("{type} {plan} 的审核过了期限（{day}）", "The review of {type} {plan} is overdue (due {day})"),
        Text("请尽快审完，或转给有时间的同事。", "Please finish it soon, or hand it to a colleague with time."),
        Text("去审核", "Review it"), _DESK,
    ),
    Kind.ENDING: Wording(
        Text("{type} {plan} 还有 {n} 天到期（{day}）", "{type} {plan} ends in {n} days ({day})", "{type} {plan} ends in 1 day ({day})"),
        Text("要接着做，请现在写下一期的计划。", "To go on after that, write the next plan now."),
        Text("看计划", "See the plan"), _RECORD,
        today=Text("{type} {plan} 今天到期（{day}）", "{type} {plan} ends today ({day})"),
    ),
    Kind.FILING_ENDING: Wording(
        Text("你的备案号还有 {n} 天到期（{day}）", "Your filing number expires in {n} days ({day})", "Your filing number expires in 1 day ({day})"),
        Text("请办理续期，并把新的日期告诉管理员。", "Please have it renewed and tell your administrator the new date."),
        Text("看账号", "See your account"), _ACCOUNT,
        today=Text("你的备案号今天到期（{day}）", "Your filing number expires today ({day})"),
    ),
    Kind.EXCEPTION_ENDING: Wording(
        Text(
            "{type} {plan} 里的一处例外还有 {n} 天到期（{day}）",
            "An exception in {type} {plan} ends in {n} days ({day})",
            "An exception in {type} {plan} ends in 1 day ({day})",
        ),
        Text("到期后那一处不能再这样做，请提前修订或重新申请。", "After that day it no longer holds: amend the plan or ask again in time."),
        Text("看计划", "See the plan"), _RECORD,
        today=Text("{type} {plan} 里的一处例外今天到期（{day}）", "An exception in {type} {plan} ends today ({day})"),
    ),
    Kind.ROLES_CHANGED: Wording(
        Text("{who}改了你的角色", "{who} changed your roles"),
        Text("新的角色已经生效，请核对。", "They hold from now on; please check them."),
        Text("看账号", "See your account"), _ACCOUNT,
    ),
    Kind.ROLES_ALERT: Wording(
        Text("{who}改了{person}的角色", "{who} changed the roles of {person}"),
        _CHECK, Text("看这个人", "See the person"), _PERSON,
    ),
    Kind.DISABLED_ALERT: Wording(
        Text("{who}停用了系统管理员{person}", "{who} disabled the administrator {person}"),
        _CHECK, Text("看这个人", "See the person"), _PERSON,
    ),
    Kind.ENABLED_ALERT: Wording(
        Text("{who}恢复了{person}，角色和停用前一样", "{who} let {person} in again, with the roles of before"),
        _CHECK, Text("看这个人", "See the person"), _PERSON,
    ),
    Kind.LINK_ALERT: Wording(
        Text("{who}给{person}发了新的登录链接，旧密码已经作废", "{who} made {person} a new link to sign in; the old password is over"),
        _CHECK, Text("看这个人", "See the person"), _PERSON,
    ),
    Kind.ROLES_ASKED: Wording(
        Text("{who}申请改{person}的角色，等第二位管理员同意", "{who} asks to change the roles of {person}; a second administrator has to agree"),
        Text("请看过后同意或拒绝。", "Please look at it, then agree or refuse."),
        Text("看人员", "See the people"), "/company/people",
    ),
    Kind.DELEGATED: Wording(
        Text("{who}把“{role}”的工作委托给你，到{day}", "{who} delegated the work of “{role}” to you, until {day}"),
        Text("这段时间里你代为处理，签名会写明代谁。", "You act on their behalf in these days, and your signature says so."),
        Text("看委托", "See the delegation"), "/delegations",
    ),
    Kind.DELEGATION_ENDED: Wording(
        Text("{giver}委托给{to}的“{role}”结束了", "What {giver} delegated to {to} (“{role}”) has ended"),
        Text("从现在起各做各的，还没做完的请交接。", "From now on each acts for themselves; please hand over what is unfinished."),
        Text("看账号", "See your account"), _ACCOUNT,
    ),
    Kind.HANDED_OVER: Wording(
        Text("{who}把{type} {plan} 交给了你", "{who} handed {type} {plan} over to you"),
        Text("请看看做到了哪一步，接着做。", "Please see how far it is, and go on."),
        _LOOK, _RECORD,
    ),
    Kind.PIN_RESET: Wording(
        Text("{who}停用了你的签名 PIN", "{who} retired your signing PIN"),
        Text("下次签名前请设新的 PIN；不是你要求的，请马上告诉管理员。", "Set a new PIN before you sign; if you did not ask for this, tell an administrator at once."),
        Text("设 PIN", "Set a PIN"), _ACCOUNT,
    ),
    Kind.FACTOR_RESET: Wording(
        Text("{who}清除了你的两步验证", "{who} reset your second step"),
        Text("现在只用密码就能登录，请尽快重新设置；不是你要求的，请马上告诉管理员。", "Your password alone lets you in now, so set it up anew soon; if you did not ask for this, tell an administrator at once."),
        Text("去设置", "Set it up"), "/account/second-factor",
    ),
    Kind.DOOR_CHANGED: Wording(
        Text("你的密码或两步验证刚刚改过", "Your password or second step was changed just now"),
        Text("是你自己改的，就不用做什么；不是，请马上换密码、退出别的设备，并告诉管理员。", "If that was you, there is nothing to do. If not, change your password at once, sign out everywhere else and tell an administrator."),
        Text("看账号", "See your account"), _ACCOUNT,
    ),
    Kind.CERTIFICATE_ENDING: Wording(
        Text("你的签名证书到 {day}为止", "Your signing certificate ends on {day}"),
        Text("过了这一天就不能签名。请在那之前设新的 PIN，证书同时换新；以前签的都算数。", "After that day you cannot sign. Set a new PIN before then; the certificate is renewed with it, and what you signed stays good."),
        Text("设新的 PIN", "Set a new PIN"), _ACCOUNT,
    ),
    Kind.CERTIFICATE_REVOKED: Wording(
        Text("你的签名证书吊销了，{day}起的签名不算", "Your signing certificate was revoked; signatures from {day} on do not count"),
        Text("请设新的 PIN，换一张新证书；不知道原因的，请马上问管理员。", "Set a new PIN to get a new certificate; if you do not know why, ask an administrator at once."),
        Text("设新的 PIN", "Set a new PIN"), _ACCOUNT,
    ),
    Kind.CREDENTIAL_ENDING: Wording(
        Text("你的签名凭证到 {day}为止", "Your signing credential ends on {day}"),
        Text("过了这一天就不能签名。服务商换了证书以后，再确认一次；以前签的都算数。", "After that day you cannot sign. Confirm it once more when the signing service has renewed it; what you signed stays good."),
        _CREDENTIAL, "/account/credential",
    ),
    Kind.CREDENTIAL_REVOKED: Wording(
        Text("你的签名凭证不再算数，{day}起的签名也不算", "Your signing credential counts no more; nor do signatures from {day} on"),
        Text("请管理员换一个凭证；不知道原因的，请马上问管理员。", "Ask an administrator for another credential; if you do not know why, ask at once."),
        _CREDENTIAL, "/account/credential",
    ),
    Kind.AUTHORITY_ENDING: Wording(
        Text("公司的签名根证书到 {day}为止", "The company's root certificate ends on {day}"),
        Text("请在服务器上运行 planner keys renew，再请大家设新的 PIN；以前签的都算数。", "Run planner keys renew on the server, then ask everybody to set a new PIN; what was signed stays good."),
        Text("去看", "Have a look"), "/company",
    ),
    Kind.PRODUCT_RETIRED: Wording(
        Text("{product}停用了，{type} {plan} 里有它", "{product} was taken out of use; {type} {plan} names it"),
        Text("还没有提交的，请换一个产品或删掉这份计划；在审的，请和对方商量。", "If it is not submitted yet, choose another product or delete the plan; if it is under review, talk it over."),
        Text("看计划", "See the plan"), _RECORD,
    ),
    Kind.PROOF_FAILED: Wording(
        Text("夜间核对发现记录或文件有对不上的地方", "The nightly proof found records or files that do not hold"),
        Text("请马上看清是什么，在弄明白之前不要改动数据库和备份。", "Please look at once what it is, and leave database and backups as they are until it is understood."),
        Text("看后台工作", "See the work behind the pages"), "/company/jobs",
    ),
    Kind.INVITED: Wording(
        Text("{who}邀请你使用工作计划簿", "{who} invites you to the plan workbook"),
        Text("请在{day}以前打开链接，设好自己的密码和签名 PIN。链接只能用一次，不要转给别人。", "Open the link by {day} and choose your own password and signing PIN. It works once; pass it on to nobody."),
        Text("设密码和 PIN", "Choose password and PIN"), _ACCOUNT,
    ),
    Kind.INVITED_AGAIN: Wording(
        Text("{who}给你发了新的登录链接，旧密码已经作废", "{who} made you a new link to sign in; your old password is over"),
        Text("请在{day}以前打开链接，重新设密码和签名 PIN。链接只能用一次；不是你要求的，请马上告诉管理员。", "Open the link by {day} and choose password and signing PIN anew. It works once; if you did not ask for it, tell an administrator at once."),
        Text("设密码和 PIN", "Choose password and PIN"), _ACCOUNT,
    ),
}  # fmt: skip
