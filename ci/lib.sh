# Shared by every script of ci/: where things are, and how the package is built. To be sourced.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${ROADWAVE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/roadwave}

# One scratch path, outside the clone: a second clone on the same machine rebuilds only our own targets.
SCRATCH=${ROADWAVE_SCRATCH:-$CACHE/build}

# The Python environments: the witnesses and peers of the specification, and OpenStack Swift (the S3 server).
export ROADWAVE_PYTHON=$CACHE/witnesses/bin/python
export SWIFT_VENV=$CACHE/s3

# say TITLE…: the title of a part, and the time since the script began.
say() { printf '\n\033[1m== %s\033[0m (%d min %02d s)\n' "$*" $((SECONDS / 60)) $((SECONDS % 60)) >&2; }

# build [swift build options…]: the one debug build that tests and specification share. See docs/decisions/runner.md,
# « One debug build ».
build() {
    (cd "$ROOT" && swift build --scratch-path "$SCRATCH" "$@")
}

# tests [swift test options…]: runs tests of that build.
tests() {
    (cd "$ROOT" && swift test --scratch-path "$SCRATCH" --skip-build "$@")
}

# built NAME [CONFIGURATION]: the path of a built executable.
built() {
    echo "$SCRATCH/${2:-debug}/$1"
}
