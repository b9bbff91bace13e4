#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds carl in build/, installing what is missing, and runs the regsvr32
# analytics over the example dump.
set -eu
cd "$(dirname "$0")/.."

sh tools/setup.sh
# What the build prints is of interest only if it fails.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
build() {
    [ -f build/build.ninja ] || meson setup build || return
    meson compile -C build
}
if ! build >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi

echo "\$ build/src/cli/carl run -r rules/CAR-2019-04-002 examples/squiblydoo.ndjson"
build/src/cli/carl run --format table -r rules/CAR-2019-04-002 examples/squiblydoo.ndjson
