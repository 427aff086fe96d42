#!/bin/sh
# Sets up everything and runs all tests: unit and property tests, then the binary end to end, then
# real clients.
set -eu
cd "$(dirname "$0")/.."
Tests/setup.sh --clients
swift build --build-tests
swift test --skip-build
binary="$(swift build --show-bin-path)/maskwire"
"$binary" rules check
for check in bad_input conversations paths output_paths random_conversations random_outputs; do
  python3 "Tests/EndToEnd/$check.py" --cmd "$binary filter"
done
for check in serve_start serve_upgrade serve_frames serve_order serve_limits serve_log; do
  python3 "Tests/EndToEnd/$check.py" --binary "$binary"
done
python3 Tests/EndToEnd/verify.py --cmd "$binary"
python3 Tests/Conversations/record.py --check
for masking in off suppress stream; do
  env -u MASKWIRE_KEY "$binary" verify Tests/Conversations --require-expected \
    --output-masking "$masking"
done
python=.venv-clients/bin/python
for mode in off stream suppress; do
  $python Tests/Clients/check.py --binary "$binary" --output-masking "$mode"
done
for check in closing idle load; do
  $python "Tests/Clients/$check.py" --binary "$binary"
done
$python Tests/Clients/stuck_reader.py --binary "$binary" --seconds 60
