"""Rules about the source itself. A failure names the file, so the fix is plain."""

import ast
import hashlib
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from planner.wizards.registry import discover

ROOT = Path(__file__).parents[2]
PLANNER = ROOT / "planner"
TEMPLATES = sorted((PLANNER / "templates").rglob("*.html"))
SOURCES = sorted(PLANNER.rglob("*.py"))
STATIC = [path for path in sorted((PLANNER / "static").rglob("*")) if path.suffix in {".css", ".js"} and "vendor" not in path.parts]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
VIEWS = sorted((PLANNER / "web").rglob("*.py"))
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager"}
# machine paths, registry hosts and workplace words mean nothing to whoever inherits the code; each is
# written so that this file does not find itself
ALIEN = r"/[w]ork/|/[t]mp/team|[p]ypi\.org|[p]ythonhosted\.org|[r]egistry\.npmjs|[d]eb\.debian\.org|[f]arm-studio"


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def without_comments(path: Path) -> str:
    text = path.read_text("utf-8")
    if path.suffix != ".html":
        return text
    return re.sub(r"\{#.*?#\}", lambda comment: "\n" * comment.group().count("\n"), text, flags=re.DOTALL)


def hits(paths: Iterable[Path], pattern: str, flags: int = 0) -> list[str]:
    """Where a pattern occurs: file, line, words; comments of templates are left out."""
    found = re.compile(pattern, flags)
    return [
        f"{named(path)}:{number}: {match.group()}"
        for path in paths
        for number, line in enumerate(without_comments(path).splitlines(), 1)
        for match in found.finditer(line)
    ]


def test_no_file_is_longer_than_300_lines() -> None:
    everything = [*SOURCES, *TEMPLATES, *STATIC, *TESTS, *(ROOT / "ops").glob("*.py"), *(ROOT / "bench").glob("*.py")]
    assert {named(path): lines(path) for path in everything if lines(path) > 300} == {}


def test_no_view_is_longer_than_30_lines() -> None:
    assert [
        f"{named(path)}::{node.name}"
        for path in VIEWS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.decorator_list and (node.end_lineno or 0) - node.lineno > 30
    ] == []


def test_no_module_is_a_drawer() -> None:
    names = {named(path): {path.stem.lower().strip("_"), path.parent.name} for path in [*SOURCES, *TESTS, *STATIC]}
    assert [path for path, parts in names.items() if parts & FORBIDDEN_NAMES] == []


def test_a_plan_type_is_a_declaration_without_code() -> None:
    code = ast.FunctionDef | ast.Lambda | ast.If | ast.For | ast.While
    for path in sorted((PLANNER / "wizards/plan_types").glob("[!_]*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        assert not [node for node in ast.walk(tree) if isinstance(node, code)], named(path)


def slug_comparisons(path: Path, slugs: set[str]) -> list[str]:
    """Places where code tells plan types apart by name, as in `plan_type == "…"`.

    A slug may also be an ordinary word of the trade (launch is a phase as well), so only
    comparisons with something called plan type or slug count.
    """
    compared = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Compare)]
    return [
        f"{named(path)}:{node.lineno}: {ast.unparse(node)}"
        for node in compared
        if re.search(r"plan_type|slug", ast.unparse(node))
        and any(isinstance(part, ast.Constant) and part.value in slugs for part in ast.walk(node))
    ]


def test_no_code_tells_plan_types_apart_by_name() -> None:
    slugs = set(discover())
    assert "launch" in slugs
    own = {PLANNER / f"wizards/plan_types/{slug}.py" for slug in slugs}
    found = [place for path in SOURCES if path not in own and "seeds" not in path.parts for place in slug_comparisons(path, slugs)]
    assert found + hits(TEMPLATES, rf"(?:plan_type|slug)\s*(?:==|!=|in)\s*[(\[]?\s*[\"'](?:{'|'.join(slugs)})[\"']") == []


def test_a_fragment_says_what_it_needs() -> None:
    fragments = {path: path.read_text("utf-8") for path in TEMPLATES if path.name.startswith("_")}
    swapped = [path for path, text in fragments.items() if "{% macro" not in text]
    assert [named(path) for path in swapped if not fragments[path].startswith("{# Needs:")] == []
    assert [named(path) for path, text in fragments.items() if not text.startswith("{#")] == []  # a macro names its parameters


def test_a_component_explains_its_parameters() -> None:
    components = sorted((PLANNER / "templates/components").glob("*.html"))
    assert [named(path) for path in components if not path.read_text("utf-8").startswith("{#")] == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("inline style", r"<[^>{]*\sstyle\s*="),
        ("inline script", r"<script(?![^>]*\bsrc=)"),
        ("event attribute", r"<[^>]*\son[a-z]+\s*="),
        ("style element", r"<style\b"),
        ("unescaped text", r"\|\s*safe\b"),
        ("address outside", r"(?:src|href|action)\s*=\s*[\"']https?://"),
    ],
)
def test_pages_keep_to_the_strict_content_policy(what: str, pattern: str) -> None:
    pages = [path for path in TEMPLATES if "pdf" not in path.parts]  # the paper has no browser, so no policy
    assert hits(pages, pattern, re.IGNORECASE) == [], what


def test_no_own_script_evaluates_text_or_writes_markup_from_it() -> None:
    scripts = [path for path in STATIC if path.suffix == ".js"]
    assert hits(scripts, r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write|insertAdjacentHTML") == []


@pytest.mark.parametrize("folder", ["vendor", "fonts"])
def test_every_vendored_file_is_the_one_of_its_manifest(folder: str) -> None:
    place = PLANNER / "static" / folder
    manifest = tomllib.loads((place / "MANIFEST.toml").read_text("utf-8"))
    entries = {entry["file"]: entry for section in manifest.values() if isinstance(section, list) for entry in section}
    files = {path.name for path in place.iterdir() if path.name != "MANIFEST.toml"}
    assert set(entries) <= files
    assert [name for name in files - set(entries) if not name.endswith(".txt")] == [], "not in the manifest"
    for name, entry in entries.items():
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == entry["sha256"], name
        assert entry["version"], name
        assert entry["licence"], name


def tracked() -> list[Path]:
    """Files git keeps or would keep."""
    if shutil.which("git") is None:
        pytest.skip("no git on this machine, so there is no list of tracked files")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git work tree, so there is no list of tracked files")
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    binary = {".ttf", ".png", ".pdf", ".ico", ".docx", ".woff2"}
    texts = [path for path in tracked() if path.is_file() and path.suffix not in binary and "vendor" not in path.parts]
    assert hits(texts, ALIEN) == []


def test_no_test_fails_because_a_machine_is_slow() -> None:
    clock = re.compile(r"[p]rocess_time|[t]hread_time|[p]erf_counter|assert .*monotonic\(\) - ")
    found = [
        f"{named(path)}: {hit.group()}"
        for path in TESTS
        if path.name.startswith("test_")
        for hit in clock.finditer(path.read_text("utf-8"))
    ]
    assert not found, f"count work (tests/factories/steps.py) or mark a limit of minutes: {found}"


def test_no_test_that_cannot_fail_and_no_silenced_error() -> None:
    assert hits([*SOURCES, *TESTS], r"^\s*(?:assert True\b|except:|except Exception:\s*pass)") == []


def test_only_the_composition_root_reads_the_environment() -> None:
    child = PLANNER / "documents/bounded.py"  # hands a bare minimum on to its child process
    allowed = {PLANNER / "settings.py", PLANNER / "app.py", child, *(PLANNER / "cli").glob("*.py")}
    assert hits([path for path in SOURCES if path not in allowed], r"os\.environ|os\.getenv") == []


def test_only_errors_and_access_turn_refusals_into_status_codes() -> None:
    allowed = {PLANNER / "web/errors.py", PLANNER / "web/access.py"}
    assert hits([path for path in VIEWS if path not in allowed], r"\babort\(|HTTPStatus\.(?:NOT_FOUND|CONFLICT|FORBIDDEN)") == []
