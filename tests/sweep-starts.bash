# SPDX-License-Identifier: Apache-2.0
# Starts of a sweep that go on beside a test; its teardown kills what stands in pids.

# start COMMAND ...: in the background, with no signal ignored; what it says goes to `said`, its number to pids.
start() {
    "$PYTHON" -c 'import os, signal, sys
for number in signal.SIGINT, signal.SIGQUIT:
    signal.signal(number, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$@" 3>&- >said 2>&1 &
    started=$!
    pids+=("$started")
}

ends_with() { # STATUS: what was started
    local status=0
    wait "$started" || status=$?
    [ $status -eq "$1" ] || { echo "status $status"; cat said; return 1; }
}
