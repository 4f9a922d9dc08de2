#!/bin/sh
# The browser of the browser tests: Debian's Chromium and a Chinese font, installed where we may.
set -eu
have_browser() { command -v chromium >/dev/null 2>&1; }
have_font() { fc-list :lang=zh 2>/dev/null | grep -q .; }

have_browser && have_font && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "[setup] installing Chromium and a Chinese font" >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq chromium fontconfig fonts-noto-cjk; } >/dev/null
    have_browser && have_font && exit 0
fi
echo "[setup] The browser tests need Chromium and a Chinese font. Install them, then run again:" >&2
echo "[setup]     sudo apt-get install chromium fonts-noto-cjk" >&2
exit 1
