# SPDX-License-Identifier: Apache-2.0
"""inlay gives an unmodified program other values in its YAML and JSON config files.

The command is a binary of its own and needs no Python. This package is for `python -m inlay`, and has a second copy of the
library for `pip install --target`, which drops what a wheel puts into lib.
"""
