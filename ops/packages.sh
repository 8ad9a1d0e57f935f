#!/usr/bin/env bash
# Installs Debian packages when run as root on Debian; otherwise says in one line what to install.
set -euo pipefail

[ $# -gt 0 ] || exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  printf 'Missing from this machine: %s. Install it (on Debian, as root: apt-get install %s) and try again.\n' "$*" "$*" >&2
  exit 1
fi
printf 'Installing %s …\n' "$*" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update && apt-get install --yes --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
  tail -n 15 "$log" >&2
  printf 'apt-get could not install: %s\n' "$*" >&2
  exit 1
fi
