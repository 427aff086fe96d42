#!/bin/sh
# Sets up everything and runs all tests: unit and property tests, then the binary end to end.
set -eu
cd "$(dirname "$0")/.."
Tests/setup.sh
swift build --build-tests
swift test --skip-build
binary="$(swift build --show-bin-path)/maskwire"
"$binary" rules check
for check in bad_input conversations paths output_paths random_conversations; do
  python3 "Tests/EndToEnd/$check.py" --cmd "$binary filter"
done
python3 Tests/EndToEnd/verify.py --cmd "$binary"
python3 Tests/Conversations/record.py --check
for masking in off suppress stream; do
  env -u MASKWIRE_KEY "$binary" verify Tests/Conversations --output-masking "$masking"
done
