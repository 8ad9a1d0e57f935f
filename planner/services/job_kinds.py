"""The closed list of kinds of job, in words."""

from planner.kernel.i18n import Text

BUNDLE = "bundle"
PREVIEW = "preview"
MAIL = "mail"
LENGTHEN = "lengthen"
PROOF = "proof"
RETENTION = "retention"

NAMES: dict[str, Text] = {
    BUNDLE: Text("打包签名的 PDF", "Zip of signed PDFs"),
    PREVIEW: Text("规则改动的预演", "Preview of a change of the rulebook"),
    MAIL: Text("寄出邮件", "Sending mails"),
    LENGTHEN: Text("给签好的文件补时间戳", "Timestamps for signed files"),
    PROOF: Text("夜间核对记录和文件", "Nightly proof of trail and files"),
    RETENTION: Text("删除保存期满的内容", "Removing what was kept long enough"),
}
