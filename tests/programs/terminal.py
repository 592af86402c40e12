# SPDX-License-Identifier: Apache-2.0
"""Runs a command at a terminal of its own and follows a script on standard input: lines `send TEXT` (with the escapes of
Python, so \\x1a is Ctrl-Z), `expect REGEX` (in what has come since the last match) and `end` (of the command). Ends with
status 1 when an expectation is not met in ten seconds, and says what the terminal shows. No process of the terminal's is
left."""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

steps = sys.stdin.read().splitlines()
process, terminal = pty.fork()
if process == 0:
    # What runs this in the background has them ignored, which a shell's trap cannot change.
    for number in signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP:
        signal.signal(number, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])

shown = ""


def expect(pattern):
    global shown
    limit = time.monotonic() + 10
    while not (match := re.search(pattern, shown)):
        ready, _, _ = select.select([terminal], [], [], max(0, limit - time.monotonic()))
        if not ready:
            sys.exit(f"{pattern} did not come; the terminal shows:\n{shown}")
        try:
            shown += os.read(terminal, 4096).decode()
        except OSError:
            sys.exit(f"{pattern} did not come before the end; the terminal shows:\n{shown}")
    shown = shown[match.end():]


def end():
    limit = time.monotonic() + 10
    while os.waitpid(process, os.WNOHANG)[0] == 0:
        if time.monotonic() > limit:
            sys.exit(f"the command did not end; the terminal shows:\n{shown}")
        time.sleep(0.01)


try:
    for step in steps:
        verb, _, argument = step.partition(" ")
        if verb == "send":
            os.write(terminal, argument.encode().decode("unicode_escape").encode())
        elif verb == "expect":
            expect(argument)
        elif verb == "end":
            end()
finally:
    subprocess.run(["pkill", "-KILL", "-s", str(process)])
