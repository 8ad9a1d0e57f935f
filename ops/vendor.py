"""Fetch the vendored browser files again and compare them with the manifest: `make vendor`.

Each entry of planner/static/vendor/MANIFEST.toml names the npm package and version a file comes
from, and the file's place in the package. Nothing is overwritten: a file that differs is named.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).parents[1] / "planner/static/vendor"


def main() -> int:
    """Compare every entry; return the number of those that differ."""
    manifest = tomllib.loads((VENDOR / "MANIFEST.toml").read_text("utf-8"))
    entries = [entry for section in manifest.values() if isinstance(section, list) for entry in section]
    wrong = [entry["file"] for entry in entries if not _agrees(entry)]
    print(f"{len(entries)} files compared with their packages, {len(wrong)} differ" + "".join(f"\n  {name}" for name in wrong))
    return len(wrong)


def _agrees(entry: dict[str, Any]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        package = f"{entry['package']}@{entry['version']}"
        done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"npm could not fetch {package}: {done.stderr.strip()}")
        archive = Path(folder) / done.stdout.split()[-1]
        with tarfile.open(archive) as tar:
            member = tar.extractfile(f"package/{entry['member']}")
            if member is None:
                sys.exit(f"{package} holds no file {entry['member']}")
            fetched = member.read()
    ours = (VENDOR / entry["file"]).read_bytes()
    return {hashlib.sha256(data).hexdigest() for data in (fetched, ours)} == {entry["sha256"]}


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
