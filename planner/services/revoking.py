"""An administrator revokes a certificate: by a form, after showing once more that it is them."""

from dataclasses import dataclass
from datetime import datetime

from planner.kernel.clock import SHANGHAI
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.services import proving
from planner.services.actor import Actor
from planner.services.authority import publish
from planner.services.certificate_life import Revoked, revoke
from planner.services.certificates import held_row
from planner.services.house import House, Transaction
from planner.services.library_forms import day_of

LONGEST_REASON = 400
LIST_WAITS = Text(
    "已经吊销，本系统马上按吊销处理；吊销列表要等签发令牌能用时再签。",
    "Revoked, and this system knows at once; the signed list follows when the issuer's token answers.",
)


@dataclass(frozen=True, slots=True)
class RevocationForm:
    """What the form of a revocation says: a day YYYY-MM-DD, a time HH:MM of Shanghai, words, and the password or code."""

    day: str = ""
    time: str = ""
    why: str = ""
    password: str = ""
    sure: bool = False


def revoke_by_form(
    transaction: Transaction, house: House, actor: Actor, token: str, serial: str, form: RevocationForm
) -> tuple[Revoked, bool]:
    """Revoke after the administrator has shown again that it is them.

    :returns: what it undid, and whether the signed list names it already
    :raises NotFound: there is none, or not an administrator
    :raises Invalid: something is missing, or the day lies ahead
    :raises NotAllowed: password or code is wrong
    :raises Locked: it was wrong too often
    """
    with transaction() as session:
        person_id = held_row(session, actor, serial).person_id
        proven = not house.password_counts(actor.email) and proving.fresh(session, house, token)
    since, errors = _moment(form), {}
    if since is None:
        errors["day"] = Text("请写日期和时间。", "Give a day and a time.")
    if not form.why.strip():
        errors["why"] = Text("请写理由，会留在操作记录里。", "Say why; it stays in the trail.")
    elif len(form.why) > LONGEST_REASON:
        errors["why"] = Text(f"最多 {LONGEST_REASON} 字。", f"At most {LONGEST_REASON} characters.")
    if not form.sure:
        errors["sure"] = Text("请确认：从这一刻起的签名不再算数。", "Please confirm that signatures from that moment on no longer count.")
    if not proven and not form.password:
        errors["password"] = Text("请输入登录密码或验证码。", "Enter your password or a code of your app.")
    if errors or since is None:
        raise Invalid(errors)
    if since > house.clock():
        raise Invalid({"day": Text("不能从将来的日子起吊销。", "A certificate cannot be revoked from a day ahead.")})
    if not proven:
        proving.confirm(transaction, house, actor, token, form.password)
    try:
        with transaction() as session:
            done = revoke(session, house, actor, person_id, since, serial, form.why.strip())
    except Invalid as refusal:
        raise Invalid({"day": refusal.errors["since"]}) from refusal
    return done, publish(transaction, house)


def _moment(form: RevocationForm) -> datetime | None:
    day = day_of(form.day)
    try:
        hour, minute = (int(part) for part in form.time.split(":")[:2])
        return None if day is None else datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)
    except ValueError:
        return None
