#!/bin/sh
# Set up what is missing, skip what is done: sh ops/setup.sh [serve|develop]
#
#   .venv       Python 3.11 or newer, from requirements.lock (develop: requirements-dev.lock)
#   bot/.venv   Python 3.10, from bot/requirements.lock
#   var/models  the trained assistant
#
# Needs no root. The interpreters are looked for on PATH, in pyenv's versions (activated or
# not), and through uv.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-serve}
UV_VERSION=0.13.9

# Rasa starts in 6 s with compiled bytecode and in 16 s without.
unset PYTHONDONTWRITEBYTECODE
export UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\033[1m[setup]\033[0m %s\n' "$*" >&2; }

# Print the path of a working interpreter of one of the versions asked for, the first best.
# A shim of a version that pyenv has not activated is on PATH but does not run.
interpreter() {
    for version in "$@"; do
        for candidate in "python$version" python3 \
            "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python \
            "$HOME"/.local/share/uv/python/cpython-"$version".*/bin/python; do
            found=$("$candidate" -c "import sys, venv
if '%d.%d' % sys.version_info[:2] == '$version': print(sys.executable)" 2>/dev/null) || continue
            [ -z "$found" ] || { echo "$found"; return 0; }
        done
    done
    if command -v uv >/dev/null 2>&1; then
        for version in "$@"; do
            uv python find --no-project "$version" 2>/dev/null && return 0
        done
    fi
    return 1
}

missing() {
    say "Python $1 was not found on PATH, in ${PYENV_ROOT:-$HOME/.pyenv}/versions, or by uv."
    say "Install it in one of these ways, then run the same command again:"
    say "    uv python install $1"
    say "    pyenv install $1"
    say "    apt-get install python$1 python$1-venv    (where the distribution has it)"
    exit 1
}

# Make one environment from its lock, unless it was made from the same lock before.
environment() { # folder interpreter lock
    stamp="$1/.made-from"
    now=$({ echo "$2"; cat "$3"; } | cksum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && return 0
    say "installing $3 into $1 (once; a minute or less on a good line)"
    rm -f "$stamp"
    [ -x "$1/bin/python" ] && "$1/bin/python" -c '' 2>/dev/null ||
        "$uv" venv --quiet --clear --python "$2" "$1"
    "$uv" pip sync --require-hashes --python "$1/bin/python" "$3"
    echo "$now" >"$stamp"
}

root_python=$(interpreter 3.11 3.12 3.13) || missing 3.11
bot_python=$(interpreter 3.10) || missing 3.10

if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    uv=var/tools/bin/uv
    if [ ! -x "$uv" ]; then
        say "fetching uv, which installs the rest"
        "$root_python" -m venv var/tools
        var/tools/bin/python -m pip install --quiet "uv==$UV_VERSION"
    fi
fi

lock=requirements.lock
# A developer's environment serves too; it is not stripped again.
[ "$kind" = develop ] || [ -f .venv/.develops ] && lock=requirements-dev.lock
environment .venv "$root_python" "$lock"
[ "$lock" = requirements.lock ] || touch .venv/.develops
environment bot/.venv "$bot_python" bot/requirements.lock
# What is learned and kept in var/ is for this account alone.
umask 077
.venv/bin/python -m bureau.dialogue.acts
bot/.venv/bin/python -m bot.launcher train
