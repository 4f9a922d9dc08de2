#!/bin/sh
# Resolve the three locks anew. They name versions and hashes and no index, so that they
# install from whichever mirror is near.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo var/tools/bin/uv)
lock() { # project-file python lock [options]
    project=$1 python=$2 out=$3
    shift 3
    (cd "$(dirname "$project")" && "$uv" pip compile --quiet --universal --generate-hashes --no-header \
        --python-version "$python" "$@" "$(basename "$project")" -o "$(basename "$out")")
}
case $uv in /*) ;; *) uv=$PWD/$uv ;; esac
lock pyproject.toml 3.11 requirements.lock
lock pyproject.toml 3.11 requirements-dev.lock --group dev
lock bot/pyproject.toml 3.11 bot/requirements.lock
