"""What a start prints: where the product is, and who can sign in to the demo."""

from planner.cli.environment import settings
from planner.cli.main import language
from planner.kernel.i18n import Text
from planner.seeds.company import PASSWORD, PIN, demo_people


def greeting() -> str:
    """Return the address, in the demo with the sign-ins."""
    found = settings()
    lines = [Text("计划工作簿：{url}", "Plan workbook: {url}").in_(language(), url=found.public_url)]
    if found.demo:
        secrets = Text(
            "演示账号，密码都是 {password}，签名 PIN 都是 {pin}：", "Demo sign-ins, all with password {password} and signing PIN {pin}:"
        )
        lines.append(secrets.in_(language(), password=PASSWORD, pin=PIN))
        lines += [f"  {one.email:<28} {one.name} · {one.title} · {one.territory}" for one in demo_people()]
        lines.append(Text("按 Ctrl-C 停止。", "Ctrl-C stops it.").in_(language()))
    return "\n".join(lines)
