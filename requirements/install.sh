#!/bin/sh
# Fills a virtual environment from the lock files, every package by its hash. usage: install.sh DIRECTORY
# What is missing is said in one line that tells what to do. PYTHON names the interpreter, if not the first that fits.
set -eu

venv=$1
locks=$(dirname "$0")
log=$venv/install.log

stop() {
    echo "install: $1" >&2
    exit 2
}

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

pip() {
    "$venv/bin/python" -m pip --disable-pip-version-check --no-input "$@" >>"$log" 2>&1
}

# What to do about a failure, by what pip wrote of it.
advice() {
    if grep -q 'DO NOT MATCH THE HASHES' "$log"; then
        echo "a package is not the one that $1 names by its hash; do not use it, look at what serves your packages"
    elif grep -qE 'Invalid requirement|Hashes are required|hash(es)? .*--hash|Could not open requirements' "$log"; then
        echo "$1 is damaged; restore it (git checkout $1) or make it anew (make lock)"
    elif grep -qE 'Could not find a version|No matching distribution|Connection|Read timed out|SSLError' "$log"; then
        echo "cannot fetch what $1 names; check the network and pip's settings (PIP_INDEX_URL, PIP_CERT, https_proxy)"
    else
        echo "pip could not install $1"
    fi
}

install_from() {
    lock=$locks/$1
    shift
    pip install --require-hashes --no-deps --only-binary :all: "$@" -r "$lock" || stop "$(advice "$lock"); see $log"
}

# python3 first: on Debian, python3-dev and python3-venv belong to it
python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if fits "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    found=$("${PYTHON:-python3}" --version 2>/dev/null) || found="no ${PYTHON:-Python 3}"
    stop "needs Python 3.11, 3.12 or 3.13, found $found; on Debian: apt-get install python3 python3-dev python3-venv"
fi

# durable-rules comes as source only: docs/adr/0003
missing=$("$python" - "$(basename "$python")" <<'END'
import importlib.util, os, re, shutil, subprocess, sys, sysconfig

package = sys.argv[1] if re.fullmatch(r"python3\.\d+", sys.argv[1]) else "python3"
compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()
missing = []
if not shutil.which(compiler[0]):
    missing += ["gcc", "libc6-dev"]
elif subprocess.run([*compiler, "-E", "-"], input=b"#include <stdio.h>\n", capture_output=True).returncode:
    missing += ["libc6-dev"]
if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
    missing += [f"{package}-dev"]
if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
    missing += [f"{package}-venv"]
print(*missing)
END
)
[ -z "$missing" ] || stop "missing: $missing; on Debian: apt-get install $missing"

rm -rf "$venv"
"$python" -m venv "$venv" || stop "cannot make a virtual environment in $venv"
install_from build.txt
if "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
    # without the flag durable-rules compiles, but does not import; a wheel in pip's cache may lack it
    export CPPFLAGS="${CPPFLAGS:-} -DPyEval_CallObject=PyObject_CallObject" PIP_NO_CACHE_DIR=1
fi
install_from test.txt --no-binary durable-rules --no-build-isolation --use-pep517
pip check || stop "the packages of $locks/test.txt do not go together; see $log"
"$venv/bin/python" -c 'import durable_rules_engine' 2>>"$log" || stop "durable-rules was built, but does not import; see $log"
