# SPDX-License-Identifier: Apache-2.0
"""Fetches axe-core, the accessibility checker, from the npm registry: fetch_axe.py FILE"""
import hashlib
import io
import sys
import tarfile
import urllib.request

PACKAGE = "https://registry.npmjs.org/axe-core/-/axe-core-4.11.1.tgz"
SHA512 = "04048e83e6303b60bedf8eb1dcb64e7a8a2f4c8a13ad1a84b2a31ae9f99f015d0ff94f6616bf4db32384a6262f1636dceb834cad2b30855e7459d5f375bfd9e4"

try:
    with urllib.request.urlopen(PACKAGE, timeout=60) as answer:
        package = answer.read()
except OSError as error:
    sys.exit(f"{PACKAGE}: {error}")
if hashlib.sha512(package).hexdigest() != SHA512:
    sys.exit(f"{PACKAGE}: this is another package than the one that was looked at")
with tarfile.open(fileobj=io.BytesIO(package)) as archive:
    script = archive.extractfile("package/axe.min.js").read()
with open(sys.argv[1], "wb") as out:
    out.write(script)
