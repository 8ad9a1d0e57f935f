"""What a verdict says in plain words: the questions a holder of the paper has, each with one answer."""

from dataclasses import dataclass
from typing import Literal

from planner.services.verification import Verdict
from planner.signing.examination import ProblemKind
from planner.signing.roles import SIGNING_ORDER
from planner.web.dates import day
from planner.web.language import t
from planner.workflow import State

Tone = Literal["good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its answer in a few words, and one sentence more.

    :param tone: good, warn (genuine, yet not good for use) or bad; always told in words too
    """

    question: str
    headline: str
    text: str
    tone: Tone
    icon: str
    signers: bool = False


def answers(verdict: Verdict) -> tuple[Answer, ...]:
    """Issued here, intact and complete, signers and time, in force: each for itself.

    A code alone says nothing about a paper in hand, so it gets the last two.
    """
    if verdict.by_code:
        return _signers(verdict), _in_force(verdict)
    return _issued(verdict), _intact(verdict), _signers(verdict), _in_force(verdict)


def _issued(verdict: Verdict) -> Answer:
    question = t("是这里签发的原件吗？", "Is it the file that was issued here?")
    if verdict.issued and not verdict.kept:
        text = t(
            "和 {d}签出的那份一模一样。保存期满，这里只留着它的校验值，文件本身已经不再保存。",
            "It is byte for byte the file issued on {d}. It was kept long enough: only its digest is kept here, the file is not.",
            d=day(verdict.issued_at),
        )
        return Answer(question, t("是原件，文件已不再保存", "Yes, issued here; the file is no longer kept"), text, "good", "check")
    if verdict.issued:
        text = t("和 {d}签出的那份一模一样。", "It is byte for byte the file issued on {d}.", d=day(verdict.issued_at))
        return Answer(question, t("是原件，没有改过", "Yes, it is unchanged"), text, "good", "check")
    text = t(
        "我们没有签出过和它一模一样的文件。可能内容被改过，可能少了签名，也可能它不是从这里来的。请向作者要原文件。",
        "No file issued here is byte for byte like this one. It may have been changed, a signature may have been cut off, "
        "or it comes from somewhere else. Ask the author for the original.",
    )
    return Answer(question, t("不是，或者被改过", "No, or it was changed"), text, "bad", "circle-x")


def _intact(verdict: Verdict) -> Answer:
    question = t("签名齐不齐，和内容对得上吗？", "Are the signatures complete, and do they fit the content?")
    if not verdict.intact:
        why = _why(verdict, ProblemKind.UNREADABLE, ProblemKind.ALTERED, ProblemKind.INCOMPLETE)
        unreadable = any(one.kind is ProblemKind.UNREADABLE for one in verdict.faults)
        headline = t("查不出来", "It cannot be told") if unreadable else t("对不上", "They do not fit")
        return Answer(question, headline, why, "bad", "circle-x")
    if verdict.complete:
        text = t(
            "作者、合规、批准人依次签了名，之后没有人动过它。", "Author, compliance and approver signed in turn; nothing was touched since."
        )
        return Answer(question, t("齐全，对得上", "Complete, and they fit"), text, "good", "check")
    if _why(verdict, ProblemKind.INCOMPLETE) and len(verdict.signers) == len(SIGNING_ORDER):
        return Answer(question, t("签得不合规定", "Not signed as it should be"), _why(verdict, ProblemKind.INCOMPLETE), "bad", "circle-x")
    text = t(
        "一份计划要有作者、合规和批准人三个签名才完整，请向作者要最后那一份。",
        "A plan is complete with three signatures: author, compliance and approver. Ask the author for the final file.",
    )
    return Answer(question, t("还没有签完", "It is not fully signed"), text, "warn", "signature")


def _signers(verdict: Verdict) -> Answer:
    question = t("签名的人和时间可信吗？", "Can the signers and times be trusted?")
    if verdict.by_code and not verdict.kept:
        text = t(
            "文件已不再保存，要核对签名，请选手里的那份 PDF。",
            "The file is no longer kept. To check its signatures, choose the PDF you hold.",
        )
        return Answer(question, t("凭验真码看不出", "The code cannot tell"), text, "warn", "signature")
    if not verdict.trusted:
        why = _why(verdict, ProblemKind.UNTRUSTED, ProblemKind.UNREADABLE) or t("没有可信的签名。", "There is no signature to be trusted.")
        return Answer(question, t("签名不能认", "The signatures cannot be accepted"), why, "bad", "circle-x", signers=True)
    if verdict.complete:
        headline = t("三个签名都是真的", "All three signatures are genuine")
    else:
        headline = t("已有的签名是真的", "The signatures it has are genuine")
    return Answer(question, headline, _time(verdict), "good", "check", signers=True)


def _time(verdict: Verdict) -> str:
    """Who vouches for the time of signing, told as it is."""
    if verdict.profile == "B-B":
        return t("签名时间取自我们系统的时钟。", "The times of signing are those of our own clock.")
    if not verdict.profile:
        return ""
    lasts = verdict.lasts_until
    until = t("证明到 {d}。", " The proof lasts until {d}.", d=day(lasts)) if lasts is not None else ""
    if verdict.vouched_at is not None:
        said = t(
            "时间戳服务证明，这些签名在 {d}已经有了。",
            "A timestamp service vouches that these signatures were there on {d}.",
            d=day(verdict.vouched_at),
        )
        return said + until
    return t("签名时间有时间戳服务作证。", "A timestamp service vouches for the times of signing.") + until


def _why(verdict: Verdict, *kinds: ProblemKind) -> str:
    """The first thing wrong of these kinds, in the order of the kinds."""
    return next((t(one.message) for kind in kinds for one in verdict.faults if one.kind is kind), "")


def _in_force(verdict: Verdict) -> Answer:
    question = t("现在还算数吗？", "Is it in force?")
    if not verdict.issued:
        text = t("只有这里签发的原件才算数。", "Only a file that was issued here can be in force.")
        return Answer(question, t("不算数", "No"), text, "bad", "circle-x")
    if not verdict.in_force:
        return Answer(question, *_why_not(verdict))
    if verdict.valid_until is None:
        text = t("现在执行的就是第 {r} 版。", "The plan in force is revision {r}.", r=verdict.revision)
    else:
        text = t("第 {r} 版有效到 {d}。", "Revision {r} is in force until {d}.", r=verdict.revision, d=day(verdict.valid_until))
    return Answer(question, t("算数", "Yes"), text, "good", "check")


def _why_not(verdict: Verdict) -> tuple[str, str, Tone, str]:
    if not verdict.kept:
        text = t("计划 {n} 的期限和保存期都已经过去。", "Plan {n} is over, and so is the time for which it was kept.", n=verdict.number)
        return t("不算了，保存期已满", "No, its time is over"), text, "warn", "clock-off"
    match verdict.state:
        case State.SUPERSEDED:
            newer = verdict.newer_revision
            headline = (
                t("不算了，已被第 {r} 版取代", "No, revision {r} replaced it", r=newer)
                if newer
                else t("不算了，已被新版取代", "No, it was replaced")
            )
            return headline, _until(verdict), "warn", "replace"
        case State.WITHDRAWN:
            text = t("第 {r} 版已被撤回，不再执行。", "Revision {r} was withdrawn and is no longer carried out.", r=verdict.revision)
            return t("不算了，已撤回", "No, it was withdrawn"), text, "bad", "ban"
        case State.EXPIRED:
            text = t(
                "第 {r} 版的期限到 {d}为止。", "The period of revision {r} ended on {d}.", r=verdict.revision, d=day(verdict.valid_until)
            )
            return t("不算了，已到期", "No, it has expired"), text, "warn", "clock-off"
        case _:
            text = t(
                "作者、合规和经理都签了名才算数。请向作者要最后那一份。",
                "It counts once author, compliance and manager have all signed. Ask the author for the final file.",
            )
            return t("还不算数，没有批准", "Not yet, it is not approved"), text, "warn", "clock"


def _until(verdict: Verdict) -> str:
    return t(
        "第 {r} 版有效到 {d}。现在有效的那一版，请向作者索取。",
        "Revision {r} was in force until {d}. Ask the author for the one in force now.",
        r=verdict.revision,
        d=day(verdict.state_since),
    )
