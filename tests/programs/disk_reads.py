# SPDX-License-Identifier: Apache-2.0
"""disk_reads.py LOGS POISON FILE ...: what a traced process tree read, in the system calls that strace wrote to LOGS.PID
(-ff -i -y). A call is inlay's own if its instruction pointer lies in libinlay.so, and else the program's.

Prints each call of the program's that reads from one of the FILEs on disk, or that gave it the text POISON; then how
often the program read from what inlay serves. Ends with 1 if it printed a call."""

import glob
import re
import sys

LINE = re.compile(r"\[([0-9a-f?]+)\] (\w+)\((.*)")
LIBRARY = re.compile(r"mmap\(\S+, (\d+), \S*PROT_EXEC\S*, .*/libinlay\.so>, \S+ = (0x[0-9a-f]+)")
CHILD = re.compile(r"\) += (\d+)")
READING = {"read", "pread64", "readv", "preadv", "preadv2", "mmap", "sendfile", "splice", "copy_file_range"}
FORKING = {"clone", "clone3", "fork", "vfork"}


def read_lines(path):
    with open(path, errors="replace") as file:
        return list(file)


class Trace:
    def __init__(self, logs, poison, files):
        self.lines = {int(path.rsplit(".", 1)[1]): read_lines(path) for path in glob.glob(logs + ".*")}
        self.poison = poison
        self.marks = ["<%s>" % file for file in files]
        self.found = []
        self.served = 0

    def root(self):
        children = set()
        for line in (line for lines in self.lines.values() for line in lines):
            match = LINE.match(line)
            if match and match[2] in FORKING and CHILD.search(match[3]):
                children.add(int(CHILD.search(match[3])[1]))
        return (set(self.lines) - children).pop()

    def look(self, pid, line, arguments):
        if self.poison in arguments or any(mark in arguments for mark in self.marks):
            self.found.append("%d %s" % (pid, line.rstrip()))
        self.served += "</memfd:inlay:" in arguments

    def follow(self, pid, library):
        """library is where libinlay.so lies in the process; a child starts with its parent's."""
        for line in self.lines.pop(pid, []):
            match = LINE.match(line)
            if match is None:
                continue
            pointer, call, arguments = match.groups()
            mapped = LIBRARY.search(line)
            if mapped:
                start = int(mapped[2], 16)
                library = range(start, start + int(mapped[1]))
            elif call == "execve" and arguments.rstrip().endswith("= 0"):
                library = range(0)
            elif call in FORKING and CHILD.search(arguments):
                self.follow(int(CHILD.search(arguments)[1]), library)
            elif call in READING and int(pointer, 16) not in library:
                self.look(pid, line, arguments)


def main():
    trace = Trace(sys.argv[1], sys.argv[2], sys.argv[3:])
    trace.follow(trace.root(), range(0))
    if trace.lines:
        sys.exit("a process that nobody started: %s" % sorted(trace.lines))
    print(*trace.found, "%d reads of what is served" % trace.served, sep="\n")
    sys.exit(bool(trace.found))


main()
