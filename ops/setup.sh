#!/bin/sh
# Set up what is missing, skip what is done: sh ops/setup.sh [serve|develop]
#
#   .venv       from requirements.lock (develop: requirements-dev.lock)
#   bot/.venv   from bot/requirements.lock, with the same interpreter
#   var/models  the trained assistant
#
# Needs no root. Python 3.11, 3.12 or 3.13 is looked for on PATH, in pyenv's versions (activated
# or not), and through uv; where none is found, uv fetches one.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-serve}
UV_VERSION=0.13.9

# Rasa starts in 6 s with compiled bytecode and in 16 s without.
unset PYTHONDONTWRITEBYTECODE
export UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=manual PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\033[1m[setup]\033[0m %s\n' "$*" >&2; }

# Print the path of a working interpreter of one of the versions asked for, the first best.
# A shim of a version that pyenv has not activated is on PATH but does not run.
interpreter() {
    for version in "$@"; do
        for candidate in "python$version" python3 \
            "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python \
            "$HOME"/.local/share/uv/python/cpython-"$version".*/bin/python; do
            found=$("$candidate" -c "import sys
if '%d.%d' % sys.version_info[:2] == '$version': print(sys.executable)" 2>/dev/null) || continue
            [ -z "$found" ] || { echo "$found"; return 0; }
        done
    done
    for version in "$@"; do
        "$uv" python find --no-project "$version" 2>/dev/null && return 0
    done
    return 1
}

# Print the path of a uv, fetched into var/tools where there is none: by any Python that has
# venv or pip (Debian's bare one has neither), or else by curl.
installer() {
    command -v uv && return 0
    tools=$PWD/var/tools
    [ -x "$tools/bin/uv" ] || {
        say "fetching uv, which installs the rest"
        for python in python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python; do
            "$python" -m venv "$tools" && "$tools/bin/pip" install --quiet "uv==$UV_VERSION" ||
                "$python" -m pip install --quiet --target "$tools" "uv==$UV_VERSION" || continue
            break
        done >/dev/null 2>&1
    }
    [ -x "$tools/bin/uv" ] ||
        curl -LsSf "https://astral.sh/uv/$UV_VERSION/install.sh" 2>/dev/null |
        UV_UNMANAGED_INSTALL="$tools/bin" sh >/dev/null 2>&1 || true
    [ -x "$tools/bin/uv" ] && echo "$tools/bin/uv"
}

# Make one environment from its lock, unless it was made from the same lock before.
environment() { # folder lock
    stamp="$1/.made-from"
    now=$({ echo "$python"; cat "$2"; } | cksum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && return 0
    say "installing $2 into $1 (once; a minute or less on a good line)"
    rm -f "$stamp"
    [ "$(version "$1/bin/python")" = "$(version "$python")" ] ||
        "$uv" venv --quiet --clear --python "$python" "$1"
    "$uv" pip sync --require-hashes --python "$1/bin/python" "$2"
    echo "$now" >"$stamp"
}

# Print an interpreter's version, or nothing where it does not run.
version() {
    "$1" -c 'import sys; print(sys.version)' 2>/dev/null || true
}

uv=$(installer) || {
    say "uv, which installs the rest, could not be fetched. Install it in one of these ways, then"
    say "run the same command again:"
    say "    pip install uv    (or: pipx install uv)"
    say "    curl -LsSf https://astral.sh/uv/install.sh | sh"
    exit 1
}
python=$(interpreter 3.11 3.12 3.13) || {
    say "no Python 3.11, 3.12 or 3.13 here: uv fetches one"
    "$uv" python install --quiet 3.11 || true
    python=$(interpreter 3.11)
} || {
    say "Python 3.11, 3.12 or 3.13 was not found on PATH, in ${PYENV_ROOT:-$HOME/.pyenv}/versions, or"
    say "by uv, and uv could not fetch one. Install it in one of these ways, then run the same"
    say "command again:"
    say "    apt-get install python3    (Debian 12 and newer, Ubuntu 24.04)"
    say "    uv python install 3.11"
    say "    pyenv install 3.11"
    exit 1
}

lock=requirements.lock
# A developer's environment serves too; it is not stripped again.
[ "$kind" = develop ] || [ -f .venv/.develops ] && lock=requirements-dev.lock
environment .venv "$lock"
[ "$lock" = requirements.lock ] || touch .venv/.develops
environment bot/.venv bot/requirements.lock
# What is learned and kept in var/ is for this account alone.
umask 077
.venv/bin/python -m bureau.dialogue.acts
bot/.venv/bin/python -m bot.launcher train
