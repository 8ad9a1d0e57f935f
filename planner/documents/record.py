"""The review record: what was found in a plan, who decided what and why, on paper.

The JSON it is built from (attached to the PDF as record.json; times are ISO 8601 with zone, texts Chinese):

    {"schema": 1, "company", "number", "revision", "title", "plan_type": label, "content_sha256",
     "officer": {"name", "job_title", "on_behalf_of"}, "at": time of passing,
     "pack": {"version", "hash"}, "policy": {"version", "hash"},
     "trail": {"count": entries so far, "head": hash of the newest},
     "findings": [{"position": number in the text, "severity": "block" | "review" | "advise", "rule_id", "rule_title",
                   "quote", "sentence", "where": path of labels, "message",
                   "cites": [{"label", "certain": the wording was checked}, …],
                   "explanation": of the author or "", "exception_requested": bool,
                   "outcome": "harmless" | "change_required" | "exception" | "" (advice, not decided), "reason_class", "note",
                   "by": {"name", "job_title"} or name, "at", "carried": decided in an earlier round}],
     "silences": [{"quote", "reason", "where"}],
     "remarks": [{"where", "quote", "text", "by", "at"}],
     "threads": [{"where", "quote", "orphan": bool, "resolved": bool, "resolved_by", "resolved_at",
                  "remark": {"text", "by", "at"} or null,
                  "messages": [{"side": "officer" | "author", "text", "by", "at"}],
                  "proposals": [{"text", "by", "at", "answer": "taken" | "declined" | "", "answer_note", "answered_at"}]}],
     "author": {"name", "job_title"}, "round": which submission of this revision, "counts": …}

Optional: company, plan_type, author, round, threads, of a finding "expires_on" (ISO date), "paper_sha256", "batch", and every text of a finding but severity, quote and rule_title.
Whatever else the JSON holds travels in the attachment only; the counts on paper are counted from the findings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from planner.documents import bounded
from planner.documents.fonts import require_printable
from planner.documents.pdf import Paper, paper_of, texts_in
from planner.documents.wording import moment_words
from planner.kernel.clock import day_text
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text

SEVERITIES = {"block": "必须修改", "review": "合规复核", "advise": "建议"}
OUTCOMES = {"harmless": "没有问题", "change_required": "要求修改", "exception": "例外放行", "": "不需要结论"}


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """One finding and what became of it.

    :param decided: who and when in words; empty where nobody had to decide
    """

    position: str
    severity: str
    severity_label: str
    rule_id: str
    rule_title: str
    quote: str
    sentence: str
    where: str
    message: str
    cites: tuple[str, ...]
    explanation: str
    exception_requested: bool
    outcome: str
    outcome_label: str
    reason_class: str
    note: str
    decided: str
    carried: bool
    until: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class RecordThread:
    """What was said and proposed about a passage; `lines` are (who and when, words, the author's answer to a proposal)."""

    where: str
    quote: str
    note: str
    lines: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordRemark:
    """A remark of the officer."""

    where: str
    quote: str
    text: str
    said: str


@dataclass(frozen=True, slots=True)
class RecordSilence:
    """A passage that a rule saw and let pass."""

    where: str
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordContent:
    """A finished review.

    :param raw: the JSON itself, attached as it is
    :param round_: which submission of this revision; 0 where not told
    """

    raw: Mapping[str, Any]
    company: str
    number: str
    revision: int
    title: str
    plan_type: str
    content_sha256: str
    officer: str
    author: str
    round_: int
    at: datetime
    pack_version: str
    pack_hash: str
    policy_version: str
    policy_hash: str
    trail_count: int
    trail_head: str
    findings: tuple[RecordFinding, ...]
    silences: tuple[RecordSilence, ...]
    remarks: tuple[RecordRemark, ...]
    threads: tuple[RecordThread, ...] = ()

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> "RecordContent":
        """Read the JSON described at the top.

        :raises Invalid: a part is missing or of the wrong kind
        """
        try:
            return _read(record)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Invalid({}, Text("审查记录的内容不完整，没有生成 PDF。", "The review record is incomplete; no PDF was made.")) from error

    @property
    def edition(self) -> str:
        """Number and revision as the running head shows them."""
        return f"{self.number}，第 {self.revision} 版"

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many findings ended how, in the order of `OUTCOMES`; outcomes that did not occur are left out."""
        numbers = [(label, sum(f.outcome == outcome for f in self.findings)) for outcome, label in OUTCOMES.items()]
        return tuple((label, n) for label, n in numbers if n)

    @property
    def exceptions(self) -> tuple[RecordFinding, ...]:
        """What was let pass against a rule."""
        return tuple(f for f in self.findings if f.outcome == "exception")


def _read(record: Mapping[str, Any]) -> RecordContent:
    at = _moment(record["at"])
    return RecordContent(
        raw=record,
        company=_text(record.get("company")),
        number=_text(record["number"]),
        revision=int(record["revision"]),
        title=_text(record["title"]),
        plan_type=_text(record.get("plan_type")),
        content_sha256=_text(record["content_sha256"]),
        officer=_person(record["officer"]),
        author=_person(record.get("author")),
        round_=int(record.get("round") or 0),
        at=at,
        pack_version=_text(record["pack"].get("version")),
        pack_hash=_text(record["pack"].get("hash")),
        policy_version=_text(record["policy"].get("version")),
        policy_hash=_text(record["policy"].get("hash")),
        trail_count=int(record["trail"]["count"]),
        trail_head=_text(record["trail"]["head"]),
        findings=tuple(_finding(f) for f in record["findings"]),
        silences=tuple(RecordSilence(_text(s.get("where")), _text(s["quote"]), _text(s["reason"])) for s in record.get("silences") or ()),
        remarks=tuple(
            RecordRemark(_text(r.get("where")), _text(r.get("quote")), _text(r["text"]), _said(r.get("by"), r.get("at")))
            for r in record.get("remarks") or ()
        ),
        threads=tuple(thread for raw in record.get("threads") or () if (thread := _thread(raw)).lines),
    )


def _thread(raw: Mapping[str, Any]) -> RecordThread:
    """The remark that began it, messages and proposals, by time."""
    said = [("作者" if m.get("side") == "author" else "合规", m, "") for m in raw.get("messages") or ()]
    said += [("批注", remark, "")] if (remark := raw.get("remark")) else []
    said += [("建议稿", p, _answer(p)) for p in raw.get("proposals") or ()]
    said.sort(key=lambda line: _moment(line[1]["at"]))
    lines = [(f"{role}，{_said(one.get('by'), one['at'])}", _text(one["text"]), answer) for role, one, answer in said]
    ended = _said(raw.get("resolved_by"), raw.get("resolved_at"))
    notes = [f"已结束（{ended}）" if raw.get("resolved") and ended else "已结束" if raw.get("resolved") else ""]
    notes.append("原文里已经没有这句话" if raw.get("orphan") else "")
    return RecordThread(_text(raw.get("where")), _text(raw.get("quote")), "，".join(n for n in notes if n), tuple(lines))


def _answer(proposal: Mapping[str, Any]) -> str:
    answer, note = _text(proposal.get("answer")), _text(proposal.get("answer_note"))
    if answer not in ("taken", "declined"):
        return "作者没有回答"
    words = _said("作者采用" if answer == "taken" else "作者没有采用", proposal.get("answered_at"))
    return f"{words}：{note}" if note else words


def _finding(raw: Mapping[str, Any]) -> RecordFinding:
    severity, outcome = _text(raw["severity"]), _text(raw.get("outcome"))
    return RecordFinding(
        position=_text(raw.get("position")),
        severity=severity,
        severity_label=SEVERITIES[severity],
        rule_id=_text(raw.get("rule_id")),
        rule_title=_text(raw["rule_title"]),
        quote=_text(raw["quote"]),
        sentence=_text(raw.get("sentence")),
        where=_text(raw.get("where")),
        message=_text(raw.get("message")),
        cites=tuple(_cite(cite) for cite in raw.get("cites") or ()),
        explanation=_text(raw.get("explanation")),
        exception_requested=bool(raw.get("exception_requested")),
        outcome=outcome,
        outcome_label=OUTCOMES[outcome],
        reason_class=_text(raw.get("reason_class")),
        note=_text(raw.get("note")),
        decided=_said(raw.get("by"), raw.get("at")),
        carried=bool(raw.get("carried")),
        until=day_text(date.fromisoformat(raw["expires_on"])).zh if raw.get("expires_on") else "",
        paper=_text(raw.get("paper_sha256")),
    )


def _cite(value: Any) -> str:
    """A source, and how sure it is."""
    if isinstance(value, Mapping):
        return f"{value['label']}（{'原文已核对' if value.get('certain') else '条号待核'}）"
    return _text(value)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _person(value: Any) -> str:
    """A name, on whose behalf, and the position, where they are given."""
    if isinstance(value, Mapping):
        name, giver = _text(value.get("name")), _text(value.get("on_behalf_of"))
        return "，".join(part for part in (f"{name}（代{giver}）" if giver else name, _text(value.get("job_title"))) if part)
    return _text(value)


def _said(by: Any, at: Any) -> str:
    when = moment_words(_moment(at)) if at else ""
    return "，".join(part for part in (_person(by), when) if part)


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


def render_record(record: RecordContent, *, seconds: float = bounded.SECONDS) -> Paper:
    """Typeset a review record, its JSON attached; the same content gives the same bytes.

    :raises Invalid: characters that no font holds
    :raises Unavailable: the child took too long, needed too much memory or failed
    """
    require_printable(texts_in(record.raw, "record"))
    answer, data = bounded.run("record", {"content": record.raw}, seconds=seconds, moment=int(record.at.timestamp()))
    return paper_of(answer, data)
