"""Draw planner/static/icons/sprite.svg again: `python -m ops.build_icons [icon …]` keeps the icons in it and adds those named.

The icons are Tabler's outline ones (MIT), fetched by npm in the version that stands in vendor/MANIFEST.toml.
A name may be given as `our-name=tabler-name`, and with `-filled` at its end for the filled one.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

STATIC = Path(__file__).parents[1] / "planner/static"
SPRITE = STATIC / "icons/sprite.svg"
PACKAGE = "@tabler/icons"


def main(wanted: list[str]) -> None:
    """Write the sprite with what it holds and what is wanted, in the order of names."""
    sprite = SPRITE.read_text("utf-8")
    symbols = dict(re.findall(r'(?m)^<symbol id="([\w-]+)"(.*)</symbol>$', sprite))
    entries = tomllib.loads((STATIC / "vendor/MANIFEST.toml").read_text("utf-8"))["file"]
    version = next(entry["version"] for entry in entries if entry["package"] == PACKAGE)
    if wanted:
        symbols |= _fetch(wanted, version)
    lines = [f'<symbol id="{name}"{symbols[name]}</symbol>' for name in sorted(symbols)]
    head = f"<!-- Tabler Icons {version}, MIT licence, https://tabler.io/icons; only the icons in use. Made by ops/build_icons.py. -->"
    SPRITE.write_text("\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', head, *lines, "</svg>\n"]), "utf-8")


def _fetch(wanted: list[str], version: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{version}"], cwd=folder, capture_output=True, text=True, check=True)
        with tarfile.open(Path(folder) / done.stdout.split()[-1]) as tar:
            return dict(_symbol(tar, name) for name in wanted)


def _symbol(tar: tarfile.TarFile, wanted: str) -> tuple[str, str]:
    name, _, drawn = wanted.partition("=")
    drawn = drawn or name
    filled = drawn.endswith("-filled")
    folder = "filled" if filled else "outline"
    member = tar.extractfile(f"package/icons/{folder}/{drawn.removesuffix('-filled')}.svg")
    if member is None:
        sys.exit(f"{PACKAGE} has no icon {drawn}")
    inside = re.search(r"<svg[^>]*>(.*)</svg>", member.read().decode(), re.DOTALL)
    lines = inside.group(1).split("\n") if inside else []
    body = "".join(line.strip() for line in lines if 'stroke="none"' not in line)
    paint = ' fill="currentColor" stroke="none"' if filled else ""
    return name, f' viewBox="0 0 24 24"{paint}>{body}'


if __name__ == "__main__":
    main(sys.argv[1:])
