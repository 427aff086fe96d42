#!/bin/sh
# Installs the system packages that building and testing need, if they are missing.
set -eu
packages="libpcre2-dev pkg-config python3"
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
