"""Sample contents of the components page; invented words, no rule of the pack."""

from planner.compliance.findings import Citation, Confidence, Finding, Severity, Suggestion
from planner.kernel.i18n import Text
from planner.services.steps import StepState

TEXT = Text(
    "上半年在 6 家医院各办一场疾病教育，请各位主任每月多开 20 例，会议由两位学会专家站台推荐，帮助基层医生认识这种病。",
    "One disease-education meeting in each of six hospitals, each head to write 20 more scripts a month, two society experts to "
    "vouch for us on stage, and help for primary-care doctors.",
)

_PLACES = (
    (Severity.BLOCK, Text("请各位主任每月多开 20 例", "each head to write 20 more scripts a month")),
    (Severity.REVIEW, Text("两位学会专家站台推荐", "two society experts to vouch for us on stage")),
    (Severity.ADVISE, Text("帮助基层医生认识这种病", "help for primary-care doctors")),
)
_WORDS = {
    Severity.BLOCK: (
        Text("要求个人处方", "Asking for scripts"),
        Text(
            "不能向医生要处方量。换成科室层面的教育目标。", "Nobody may ask a doctor for scripts. Set an education goal for the department."
        ),
        Text("科室在会后问卷里答对八成", "the department answers 80% of the follow-up quiz correctly"),
    ),
    Severity.REVIEW: (
        Text("专家背书", "Endorsement"),
        Text("提交后合规会看。可写成“就指南更新作报告”。", "Compliance will look. “report on the new guideline” is clearer."),
        Text("两位学会专家就指南更新作报告", "two society experts report on the new guideline"),
    ),
    Severity.ADVISE: (
        Text("目标缺少期限", "No date or measure"),
        Text("加上做到什么程度、到哪一天。", "Say how much, and by which day."),
        Text("六月底前，八成基层医生能说出转诊指征", "by the end of June 80% of them can name the referral criteria"),
    ),
}

SAMPLE_STEPS = (
    StepState("one", Text("基本信息", "Basics"), "done", None),
    StepState("two", Text("背景", "Background"), "in_progress", Text("还差 2 个必填", "2 answers missing")),
    StepState("three", Text("市场预热期", "Pre-launch"), "change", Text("2 处必须修改", "2 to change")),
    StepState("four", Text("目标", "Goals"), "review", Text("1 处合规复核", "1 for review")),
    StepState("five", Text("风险预案", "Risks"), "not_started", Text("未开始", "Not started")),
)


def sample_findings(text: str) -> list[Finding]:
    """One finding of each severity in the sample text."""
    return [_finding(text, severity, place) for severity, place in _PLACES]


def _finding(text: str, severity: Severity, place: Text) -> Finding:
    quote = place.zh if place.zh in text else place.en
    start = text.index(quote)
    title, message, instead = _WORDS[severity]
    return Finding(
        fingerprint=f"sample-{severity}",
        rule_id="sample",
        rev=1,
        category="sample",
        severity=severity,
        confidence=Confidence.HIGH,
        title=title,
        message=message,
        why=message,
        path="sample",
        schema_path="sample",
        start=start,
        end=start + len(quote),
        quote=quote,
        sentence=text,
        cites=(
            Citation("law", Text("《示例法》第一条", "Example Act, art. 1"), True),
            Citation("rules", Text("《示例办法》", "Example Measures"), False),
        ),
        suggestions=(Suggestion("rewrite", instead),),
    )
