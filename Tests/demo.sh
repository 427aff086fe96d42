#!/bin/sh
# Sets up everything and holds a conversation through the gateway, so that one can see what went
# where. Flags go to `maskwire demo`.
set -eu
cd "$(dirname "$0")/.."
Tests/setup.sh
swift build --quiet -c release --product maskwire
exec "$(swift build -c release --show-bin-path)/maskwire" demo "$@"
