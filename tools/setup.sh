#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes sure that what carl is built from is installed. On Debian and its
# relatives missing packages are installed with apt-get; elsewhere they are named.
# Arguments are further Debian packages to install. Does nothing where nothing is
# missing.
set -eu

packages="gcc libc6-dev meson ninja-build pkg-config flex bison python3
libjansson-dev libexpat1-dev libutf8proc-dev libvectorscan-dev libyaml-dev libarchive-dev zlib1g-dev libzstd-dev liblzma-dev
libbz2-dev libcmocka-dev"

is_complete() {
    for program in cc meson ninja pkg-config flex bison python3; do
        command -v "$program" >/dev/null 2>&1 || return 1
    done
    pkg-config --exists jansson expat libutf8proc libhs yaml-0.1 libarchive zlib libzstd liblzma cmocka
}

missing_packages() {
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
    done
}

if [ $# -eq 0 ] && is_complete; then
    exit 0
fi

if ! command -v apt-get >/dev/null 2>&1; then
    if is_complete; then
        exit 0
    fi
    cat >&2 <<'TEXT'
carl is built with a C compiler, meson, ninja, pkg-config, flex, bison (3.8 or
newer) and python3, from the libraries jansson, expat, utf8proc, vectorscan (or
hyperscan), libyaml, libarchive, zlib, zstd, liblzma, bzip2 and cmocka. Install them and run this again:
  Fedora:   dnf install gcc meson flex bison python3 jansson-devel expat-devel utf8proc-devel vectorscan-devel libyaml-devel libarchive-devel zlib-devel libzstd-devel xz-devel bzip2-devel libcmocka-devel
  Arch:     pacman -S gcc meson flex bison python jansson expat libutf8proc vectorscan libyaml libarchive zlib zstd xz bzip2 cmocka
  Alpine:   apk add gcc musl-dev meson flex bison python3 jansson-dev expat-dev utf8proc-dev vectorscan-dev yaml-dev libarchive-dev zlib-dev zstd-dev xz-dev bzip2-dev cmocka-dev
  macOS:    brew install meson flex bison pkg-config jansson expat utf8proc vectorscan libyaml libarchive zlib zstd xz cmocka
TEXT
    exit 1
fi

# shellcheck disable=SC2086 # a list of words
wanted=$(missing_packages $packages "$@" | tr '\n' ' ')
if [ -z "$wanted" ]; then
    exit 0
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Run as root, or install sudo: these packages are missing: $wanted" >&2
        exit 1
    fi
    as_root=sudo
fi
echo "Installing: $wanted"
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update
# shellcheck disable=SC2086 # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $wanted >/dev/null
