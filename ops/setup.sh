#!/usr/bin/env bash
# An isolated environment in .venv with the locked, hash-checked dependencies. Does nothing when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

find_python() {
  local name
  for name in "${PYTHON:-python3}" python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s\n' "$name"
      return
    fi
  done
  say 'Python 3.11 or newer is needed. On Debian 12: apt-get install python3 python3-venv'
  exit 1
}

make_environment() {
  [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 && return
  rm -rf .venv
  if ! "$1" -m venv .venv >/dev/null 2>&1; then
    rm -rf .venv
    ops/packages.sh python3-venv
    "$1" -m venv .venv
  fi
}

install_locked() {
  local python=.venv/bin/python certificates=()
  [ -e /etc/ssl/certs/ca-certificates.crt ] && certificates=(--system-certs)  # as pip would; a company may have its own
  if $python -m pip install -qq --disable-pip-version-check --require-hashes -r ops/uv.lock; then
    .venv/bin/uv pip install --quiet --compile-bytecode "${certificates[@]}" --python $python --require-hashes -r requirements.lock && return
    say 'uv could not install the lock file; trying pip.'
  else
    say 'uv is not to be had; using pip, which takes longer.'
  fi
  $python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
}

main() {
  local python stamp wanted
  ops/system_libraries.sh
  python=$(find_python)
  stamp=.venv/.installed
  wanted=$( (cat requirements.lock ops/uv.lock pyproject.toml; pwd; "$python" --version) | sha256sum | cut -d' ' -f1)
  if [ -x .venv/bin/planner ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return
  fi
  say 'Setting up .venv …'
  make_environment "$python"
  rm -f "$stamp"
  install_locked
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
  printf '%s\n' "$wanted" >"$stamp"
}

main
