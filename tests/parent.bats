#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# `inlay run` as a parent: exit status, signals, terminal, orphans. Most jobs here override nothing: the parent is the
# same, and what is tested is not the library. With SUPERVISED set all jobs are supervised: tests/supervise.bats does that.

bats_require_minimum_version 1.5.0
load helpers

setup() {
    own_directory
    pids=()
    [ -z "${SUPERVISED-}" ] || supervise_all
}

# Has all jobs supervised, by another command of inlay's name. No script: shells and Perl reset SIGCHLD.
supervise_all() {
    mkdir supervised
    echo 'a: 1' >supervised/config.yaml
    cat >supervised/inlay.c <<C
#include <string.h>
#include <unistd.h>
int main(int count, char **words)
{
    char *argv[count + 4];
    int at = 0;
    for (int i = 0; i <= count; i++) {
        argv[at++] = words[i];
        if (i == 1 && words[2] && strcmp(words[2], "--") == 0) {
            argv[at++] = "--via=supervise";
            argv[at++] = "-o{\"files\": {\"$PWD/supervised/config.yaml\": {}}}";
        }
    }
    execv("$INLAY", argv);
}
C
    gcc -o supervised/inlay supervised/inlay.c
    INLAY=$PWD/supervised/inlay
}

# start COMMAND ...: in the background, pid in $started.
start() {
    "$@" 3>&- &
    started=$!
    pids+=("$started")
}

ends_with() { # STATUS: what was started
    local status=0
    wait "$started" || status=$?
    [ $status -eq "$1" ]
}

state_is() { # PID STATE
    [ "$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)" = "$2" ]
}

gone() { # PID
    [ ! -e "/proc/$1" ] || state_is "$1" Z
}

@test "every exit status is passed on" {
    local status
    for status in $(seq 0 255); do
        run -$status "$INLAY" run -- sh -c "exit $status"
        [ -z "$(grep -v '^inlay: note: without CAP_SYS_ADMIN ' <<<"$output")" ]
    done
}

@test "a job that a signal killed gives 128 and the signal's number" {
    local number
    ulimit -c 0
    for number in 1 2 3 6 9 11 13 14 15 34 64; do
        run -$((128 + number)) "$INLAY" run -- "$PYTHON" -c "
import os, signal
if $number not in (9,): signal.signal($number, signal.SIG_DFL)
os.kill(os.getpid(), $number)"
    done
}

@test "every signal that is sent to inlay reaches the job, once" {
    local number expected
    start "$INLAY" run -- "$PYTHON" "$ROOT/tests/programs/signals.py" log 15
    wait_until grep -qs ready log
    expected=ready
    # 9, 19: cannot be caught; 17: the parent's own; 32, 33: the C library's; 15 comes last.
    for number in $(seq 1 64); do
        case $number in 9 | 15 | 17 | 19 | 32 | 33) continue ;; esac
        kill -$number "$started"
        expected+=$'\n'$number
        wait_until grep -qx "$number" log
    done
    kill -TERM "$started"
    wait "$started"
    expected+=$'\n'15
    diff <(sort log) <(sort <<<"$expected")
}

@test "two real-time signals of one number arrive as two" {
    start "$INLAY" run -- "$PYTHON" "$ROOT/tests/programs/signals.py" log 15
    wait_until grep -qs ready log
    kill -STOP "$started"
    wait_until state_is "$started" T
    kill -40 "$started"
    kill -40 "$started"
    kill -CONT "$started"
    wait_until grep -qx 40 log
    kill -TERM "$started"
    wait "$started"
    [ "$(grep -cx 40 log)" -eq 2 ]
}

@test "the job has the caller's signal mask and dispositions" {
    local plain under
    plain=$("$PYTHON" -c '
import signal, os
signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
os.execvp("grep", ["grep", "^Sig[BI]", "/proc/self/status"])')
    under=$("$PYTHON" -c '
import signal, os, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
os.execv(sys.argv[1], ["inlay", "run", "--", "grep", "^Sig[BI]", "/proc/self/status"])' "$INLAY")
    [[ $plain == *SigBlk:*2* ]]
    [ "$plain" = "$under" ]
}

@test "a signal that came before the job was there does not get lost" {
    cat >early.py <<'PY'
import os, signal, sys, time
number = int(sys.argv[1])
signal.pthread_sigmask(signal.SIG_BLOCK, [number])
print("blocked", flush=True)
while number not in signal.sigpending():
    time.sleep(0.01)
os.execv(sys.argv[2], ["inlay", "run", "--", sys.executable, "-c", f"""
import signal, time
signal.signal({number}, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [{number}])
time.sleep(20)"""])
PY
    start "$PYTHON" early.py 15 "$INLAY" >out
    wait_until grep -q blocked out
    kill -TERM "$started"
    ends_with 143
    # The terminal sends to the whole process group, in which the job is not yet.
    run -0 "$PYTHON" "$ROOT/tests/programs/terminal.py" "$PYTHON" early.py 2 "$INLAY" <<'STEPS'
expect blocked
send \x03
end
STEPS
}

@test "an alarm that was set before reaches the job" {
    run -9 perl -e 'alarm 1; exec @ARGV' "$INLAY" run -- sh -c 'trap "exit 9" ALRM; while :; do sleep 0.1; done'
}

@test "standard input, output and error are the job's, and no other descriptor" {
    run -0 bash -c 'echo in | "$1" run -- sh -c "cat; echo err >&2" 2>&1' - "$INLAY"
    [ "$output" = $'in\nerr' ]
    ls /proc/self/fd >plain 3>&-
    "$INLAY" run -- ls /proc/self/fd >under 3>&-
    diff plain under
}

@test "the parent waits without using the processor" {
    start "$INLAY" run -- sleep 30
    sleep 1
    # utime and stime, in hundredths of a second
    [ "$(awk '{print $14 + $15}' "/proc/$started/stat")" -le 5 ]
    kill -TERM "$started"
}

@test "Ctrl-Z, fg, bg and Ctrl-C at a terminal" {
    # Not a shell script: bash itself loses one Ctrl-C in a hundred.
    cat >job.pl <<'PERL'
$| = 1;
$SIG{INT} = sub { print "interrupted\n" };
$SIG{CONT} = sub { print "continued\n" };
print "working\n";
sleep 1 while 1;
PERL
    run -0 "$PYTHON" "$ROOT/tests/programs/terminal.py" bash --norc --noediting -i <<STEPS
send PS1='ready> '\r
expect ready>\s\$
send $INLAY run -- perl job.pl\r
expect \nworking
send \x1a
expect Stopped.*inlay
send ps -o stat=,args= --ppid \$\$\r
expect TN?\s+\S*inlay
send fg\r
expect continued
send \x03
expect interrupted
send \x03
expect interrupted
send \x1a
expect Stopped
send bg\r
expect continued
send kill -TERM %1; wait %1; echo status \$?\r
expect status 143
send $INLAY run -- sh -c 'echo as""leep; exec sleep 30'\r
expect asleep
send \x03
expect ready>
send echo status \$?\r
expect status 130
STEPS
}

@test "what the terminal sends reaches the job once" {
    # The parent is held until the job has the signal, so that a second one could not merge with the first.
    cat >job.pl <<'PERL'
$| = 1;
$SIG{INT} = sub { print "interrupted\n"; kill CONT => getppid };
kill STOP => getppid;
print "ready\n";
my $end = time + 2;
sleep 1 while time < $end;
print "done\n";
PERL
    run -0 "$PYTHON" "$ROOT/tests/programs/terminal.py" "$INLAY" run -- perl job.pl <<'STEPS'
expect ready
send \x03
expect interrupted
expect ^\s*done
STEPS
}

@test "a job in the background that reads the terminal stops, and the shell sees it" {
    run -0 "$PYTHON" "$ROOT/tests/programs/terminal.py" bash --norc --noediting -i <<STEPS
send PS1='ready> '\r
expect ready>\s\$
send set -b\r
send $INLAY run -- cat &\r
expect Stopped.*inlay run -- cat
send fg\r
expect fg\r\n.*inlay run -- cat\r
send hello\r
expect hello\r\nhello
send \x04
expect ready>
STEPS
}

@test "where no shell is watching, a job that was stopped and continued does not leave inlay behind" {
    start setsid -w "$INLAY" run -- sh -c 'echo $$ >job; while [ ! -e go ]; do sleep 0.05; done; exit 5'
    wait_until test -s job
    job=$(cat job)
    kill -STOP "$job"
    wait_until state_is "$job" T
    kill -CONT "$job"
    touch go
    ends_with 5
}

@test "SIGKILL for inlay kills the job" {
    start "$INLAY" run -- sh -c 'echo $$ >job; while :; do sleep 0.05; done'
    wait_until test -s job
    kill -KILL "$started"
    wait_until gone "$(cat job)"
}

@test "as process 1 it reaps orphans, and hands signals on" {
    cat >job.sh <<'SH'
trap 'echo terminated; exit 7' TERM
# Orphans, which process 1 inherits.
for i in 1 2 3; do (sleep 0.1 & exec true); done
for i in 1 2 3 4 5 6 7 8 9 10; do
    sleep 0.1
    pgrep -x sleep >/dev/null || break
done
sleep 0.2
ps -e -o stat=,args= | grep '^Z' || echo no zombies
(kill -TERM 1) &
for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done
SH
    needs_namespaces --propagation unchanged --pid --fork --mount-proc
    run -7 "${UNSHARE[@]}" "$INLAY" run -- bash job.sh
    [ "$output" = $'no zombies\nterminated' ]
}

@test "a command that does not exist: 127; that cannot be run: 126" {
    run -127 "$INLAY" run -- no-such-command
    [ "$output" = "inlay: cannot run no-such-command: No such file or directory" ]
    run -127 "$INLAY" run -- ./no/such/command
    [ "$output" = "inlay: cannot run ./no/such/command: No such file or directory" ]
    touch plain
    run -126 "$INLAY" run -- ./plain
    [ "$output" = "inlay: cannot run ./plain: Permission denied" ]
    mkdir directory
    run -126 "$INLAY" run -- ./directory
    [ "$output" = "inlay: cannot run ./directory: Permission denied" ]
    run -127 "$INLAY" run --exec -- no-such-command
    [ "$output" = "inlay: cannot run no-such-command: No such file or directory" ]
    run -126 "$INLAY" run --exec -- ./plain
}

@test "--exec becomes the job" {
    run -0 bash -c 'echo $$; exec "$1" run --exec -- sh -c "echo \$\$"' - "$INLAY"
    [ "${lines[0]}" = "${lines[1]}" ]
}

@test "a terminal that hangs up tells the job also where inlay leads the session" {
    cat >hangup.py <<'PY'
import os, pty, signal, sys, time
pid, terminal = pty.fork()
if pid == 0:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup make test: what is ignored no shell can trap
    os.execv(sys.argv[1], [sys.argv[1], "run", "--", "sh", "-c",
                           'trap "echo hangup >got; exit 7" HUP; echo ready; while :; do sleep 0.1; done'])
while b"ready" not in os.read(terminal, 100):
    pass
os.close(terminal)
for _ in range(100):
    if os.waitpid(pid, os.WNOHANG) != (0, 0):
        break
    time.sleep(0.1)
else:
    os.kill(pid, 9)
PY
    "$PYTHON" hangup.py "$INLAY"
    [ "$(cat got)" = hangup ]
}
