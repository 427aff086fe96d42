#!/bin/sh
# Installs the system packages that building and testing need, if they are missing.
#
#   setup.sh [--clients]    --clients: also makes .venv-clients, the Python environment with the real clients
#                           of Tests/Clients, if it is missing or its requirements changed
set -eu
cd "$(dirname "$0")/.."
clients=""
case "${1:-}" in
  "") ;;
  --clients) clients=yes ;;
  *)
    echo "setup.sh knows --clients, not $1" >&2
    exit 64
    ;;
esac
packages="libpcre2-dev pkg-config python3"
if [ -n "$clients" ]; then
  packages="$packages python3-venv"
fi
missing=""
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
    missing="$missing $package"
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" -eq 0 ]; then
    as_root=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
  else
    echo "Missing system packages. As root: apt-get update && apt-get install -y$missing" >&2
    exit 69
  fi
  $as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing
fi
if ! command -v swift >/dev/null 2>&1; then
  echo "Swift 6.2 or later is needed: https://www.swift.org/install/linux/" >&2
  exit 69
fi
if [ -n "$clients" ]; then
  environment=.venv-clients
  wanted="$(python3 --version) $(sha256sum <Tests/requirements.txt)"
  if [ "$(cat "$environment/made-of" 2>/dev/null)" != "$wanted" ]; then
    rm -rf "$environment"
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement Tests/requirements.txt
    echo "$wanted" >"$environment/made-of"
  fi
fi
