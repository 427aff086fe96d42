#!/bin/sh
# Sets up everything and filters a recorded conversation, so that one can see what went where.
#
#   demo.sh [NAME]    NAME: a conversation of Tests/Conversations, by default tool-call
set -eu
cd "$(dirname "$0")/.."
Tests/setup.sh
swift build --quiet -c release --product maskwire
binary="$(swift build -c release --show-bin-path)/maskwire"
exec python3 Tests/demo.py --cmd "$binary filter" "${1:-tool-call}"
