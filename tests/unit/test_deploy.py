"""The files that an operator copies fit the product: every setting is known, every command exists."""

import re
from pathlib import Path

import pytest

from planner.cli.main import COMMANDS
from planner.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "ops" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def environment(folder: Path) -> dict[str, str]:
    """The example, with its secrets in a folder of the test."""
    pairs = dict(line.split("=", 1) for line in (DEPLOY / "planner.env.example").read_text().splitlines() if re.match("[A-Z_]+=", line))
    for name, path in pairs.items():
        if name.endswith("_FILE"):
            secret = folder / Path(path).name
            secret.write_text("smtp://user:word@mail.example:587" if "SMTP" in name else f"{name}-{'x' * 40}")
            secret.chmod(0o400)
            pairs[name] = str(secret)
    return pairs


def test_the_example_environment_starts_the_product(tmp_path: Path) -> None:
    found = Settings.from_env(environment(tmp_path))
    assert (found.environment, found.log_format, found.proxy_hops, found.https) == ("production", "json", 1, True)
    assert found.trusted_hosts == ("plans.example.com",)
    assert found.metrics_token and found.smtp_url


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_calls_commands_that_exist_and_keeps_its_rights_small(unit: Path) -> None:
    text = unit.read_text()
    called = re.findall(r"bin/planner ([a-z-]+)", text)
    assert called and set(called) <= set(COMMANDS)
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "User=planner"} <= set(text.splitlines())


def test_the_guide_and_the_readme_name_commands_and_settings_that_exist() -> None:
    guide, readme = (ROOT / "docs" / "operations.md").read_text(), (ROOT / "README.md").read_text()
    assert set(re.findall(r"`planner ([a-z-]+)", guide + readme)) <= set(COMMANDS)
    for name in re.findall(r"^([A-Z_]+)=", (DEPLOY / "planner.env.example").read_text(), re.MULTILINE):
        assert name.removesuffix("_FILE") in readme


def test_every_file_that_the_guide_links_to_is_there() -> None:
    for target in re.findall(r"\]\((\.\./[^)]+)\)", (ROOT / "docs" / "operations.md").read_text()):
        assert (ROOT / "docs" / target).exists(), target


def test_the_proxy_speaks_modern_tls_alone_and_says_itself_who_comes() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    assert re.findall(r"ssl_protocols ([^;]+);", text) == ["TLSv1.2 TLSv1.3"]
    suites = re.findall(r"ssl_ciphers ([^;]+);", text)[0].split(":")
    assert suites and all(re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)", suite) for suite in suites)
    for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "X-Forwarded-Host $host", "Host $host"):
        assert f"proxy_set_header {header};" in text, "never what the visitor says of themselves"
    plain = text[text.index("listen 80") : text.index("listen 443")]
    assert "return 301 https://" in plain and "return 403" in plain, "people are led on, machines are not"


def test_no_history_of_the_code_is_there_for_the_product() -> None:
    assert "chmod -R go= /opt/planner/.git" in (ROOT / "docs" / "operations.md").read_text()
    copied = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    assert copied and not {".", ".git", "/"} & set(" ".join(copied).split())
