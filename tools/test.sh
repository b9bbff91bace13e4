#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds carl in build/, installing what is missing, and passes the tests.
# Arguments go to `meson test`.
set -eu
cd "$(dirname "$0")/.."

sh tools/setup.sh
[ -f build/build.ninja ] || meson setup build -Dtests=enabled
meson test -C build --print-errorlogs "$@"
