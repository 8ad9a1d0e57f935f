"""What no code of the product does: run text as code, build SQL or commands from values, read objects out of bytes, use weak chance or digests."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.kernel.ids import token

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "planner").rglob("*.py"))
SCRIPTS = [path for path in sorted((ROOT / "planner/static/js").rglob("*.js")) if "vendor" not in path.parts]
NEVER_CALLED = {
    *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.loads", "pickle.load", "marshal.loads", "shelve.open"),
    *("yaml.unsafe_load", "yaml.full_load", "render_template_string", "jinja2.Template", "hashlib.md5", "hashlib.sha1"),
    *("ssl._create_unverified_context", "tempfile.mktemp", "logging.FileHandler", "logging.handlers.SysLogHandler"),
}
NEVER_LOADED = {"random", "pickle", "marshal", "shelve", "telnetlib", "ftplib", "Crypto", "ecdsa", "rsa", "lxml.html", "ldap", "ldap3"}
CRYPTOGRAPHY = {
    "cryptography",
    "argon2",
    "hashlib",
    "hmac",
    "secrets",
    "joserfc",
    "authlib",
    "pyhanko",
    "pyotp",
    "webauthn",
    "itsdangerous",
}
NAMES_BY_SHA1 = {"planner/signing/gathering.py"}
"""Asks OCSP servers, which name certificates by SHA-1 (RFC 6960); nothing is believed by that."""
PLAYS = {"planner/seeds/load.py"}
"""Makes up plans for measuring, always the same ones."""
TABLES = {"planner/models/append_only.py"}
"""Where SQL is put together: from names of our own tables."""


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def _loaded(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _constant(node: ast.expr) -> bool:
    """A text that stands there, or a name that is written as one of ours that never changes."""
    if isinstance(node, ast.Name):
        return node.id.isupper()
    return isinstance(node, ast.Constant) or (isinstance(node, ast.JoinedStr) and all(isinstance(one, ast.Constant) for one in node.values))


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.AST]:
    """Every file of the product, parsed."""
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCES}


@pytest.mark.slow
def test_nothing_runs_text_as_code_or_reads_objects_out_of_bytes(trees: dict[str, ast.AST]) -> None:
    assert [(file, name) for file, tree in trees.items() for name, _ in _calls(tree) if name in NEVER_CALLED] == []
    assert [(file, name) for file, tree in trees.items() for name in _loaded(tree) if name in NEVER_LOADED and file not in PLAYS] == []


@pytest.mark.slow
def test_no_statement_is_put_together_from_values(trees: dict[str, ast.AST]) -> None:
    asked = {"text", "sa.text", "sqlalchemy.text"}
    found = []
    for file, tree in trees.items():
        sql = file.startswith(("planner/services/", "planner/models/", "planner/web/", "planner/cli/"))
        for name, call in _calls(tree):
            statement = name.endswith(("exec_driver_sql", "literal_column")) or (sql and name in asked)
            if statement and call.args and not _constant(call.args[0]) and file not in TABLES:
                found.append(f"{file}:{call.lineno}: {ast.unparse(call)[:80]}")
    assert [one for one in found if "BEGIN IMMEDIATE" not in one] == []


@pytest.mark.slow
def test_no_command_goes_through_a_shell(trees: dict[str, ast.AST]) -> None:
    for file, tree in trees.items():
        for name, call in _calls(tree):
            if name.startswith("subprocess."):
                assert not any(keyword.arg == "shell" for keyword in call.keywords), f"{file}:{call.lineno}"
                assert call.args and not isinstance(call.args[0], ast.JoinedStr | ast.Constant), f"{file}:{call.lineno}: a list, not a line"


@pytest.mark.slow
def test_chance_digests_and_ciphers_are_those_of_kept_libraries(trees: dict[str, ast.AST]) -> None:
    text = {file: (ROOT / file).read_text("utf-8") for file in trees}
    for file, words in text.items():
        assert not re.search(r"modes\.(ECB|CBC)|algorithms\.(TripleDES|ARC4|Blowfish)|hashes\.MD5\b", words), file
        assert file in NAMES_BY_SHA1 or not re.search(r"hashes\.SHA1\b", words), file
        assert "verify=False" not in words and "CERT_NONE" not in words, file
    roots = {name.split(".")[0] for tree in trees.values() for name in _loaded(tree)}
    assert roots & {"nacl", "M2Crypto", "OpenSSL", "gnupg", "jwt", "jose", "passlib", "bcrypt"} == set() and CRYPTOGRAPHY & roots


def test_a_token_has_256_random_bits() -> None:
    made = {token() for _ in range(200)}
    assert len(made) == 200 and all(len(one) == 43 for one in made)


def test_scripts_talk_to_no_other_window_and_take_no_keys_of_others_for_objects() -> None:
    assert SCRIPTS
    for path in SCRIPTS:
        words = path.read_text("utf-8")
        assert not re.search(r"postMessage|addEventListener\(.message.|jsonp|__proto__|document\.domain|new Function|\beval\(", words), (
            path.name
        )


def test_every_dependency_is_locked_with_its_digest() -> None:
    text = re.sub(r"\\\n\s*", " ", (ROOT / "requirements.lock").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 60
    for line in lines:
        assert re.match(r"[\w.\-\[\],]+==[^\s;]+", line) and "--hash=sha256:" in line and "://" not in line, line[:80]
