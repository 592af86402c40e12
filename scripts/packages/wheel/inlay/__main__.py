# SPDX-License-Identifier: Apache-2.0
"""Becomes the inlay command that was installed with this package."""

import os
import sys

PACKAGE = os.path.dirname(os.path.abspath(__file__))


def recorded():
    """The command where the installer wrote down that it put it, whatever the scheme: venv, --user, --prefix."""
    beside = os.path.dirname(PACKAGE)
    for name in os.listdir(beside):
        if name.startswith("inlay-") and name.endswith(".dist-info"):
            with open(os.path.join(beside, name, "RECORD"), encoding="utf-8") as record:
                for line in record:
                    path = line.rsplit(",", 2)[0].strip('"')
                    if path.endswith("/bin/inlay"):
                        yield os.path.normpath(os.path.join(beside, path))


def command():
    # pip install --target moves the command after it has recorded it.
    for path in [os.path.join(os.path.dirname(PACKAGE), "bin", "inlay")] + list(recorded()):
        if os.access(path, os.X_OK):
            return path
    sys.exit("inlay: the command is not where this package was installed (install inlay again)")


if __name__ == "__main__":
    path = command()
    os.execv(path, [path] + sys.argv[1:])
