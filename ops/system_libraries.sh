#!/usr/bin/env bash
# WeasyPrint needs Pango, and this WeasyPrint's font subsetting HarfBuzz, from the system.
set -euo pipefail
cd "$(dirname "$0")/.."

# library looked for | Debian package that holds it
wanted='libgobject-2.0.so.0 libglib2.0-0
libpango-1.0.so.0 libpango-1.0-0
libpangoft2-1.0.so.0 libpangoft2-1.0-0
libharfbuzz-subset.so.0 libharfbuzz-subset0'

known=$( { /sbin/ldconfig -p || ldconfig -p; } 2>/dev/null || true)
missing=()
while read -r library package; do
  grep -qF "$library" <<<"$known" || missing+=("$package")
done <<<"$wanted"
[ ${#missing[@]} -eq 0 ] || ops/packages.sh "${missing[@]}"
