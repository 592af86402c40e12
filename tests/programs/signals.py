# SPDX-License-Identifier: Apache-2.0
"""Writes the number of every signal that it gets, one a line, to the file that it is told, up to one of the number that
it is told."""
import signal
import sys

everything = signal.valid_signals()
signal.pthread_sigmask(signal.SIG_BLOCK, everything)
with open(sys.argv[1], "w", buffering=1) as log:
    log.write("ready\n")
    while True:
        number = signal.sigwait(everything)
        log.write(f"{int(number)}\n")
        if number == int(sys.argv[2]):
            break
