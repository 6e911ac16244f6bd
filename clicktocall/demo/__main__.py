"""`python -m clicktocall.demo`: the whole office on this machine, under one process."""

from __future__ import annotations

import os
import sys

from clicktocall.demo.starting import main

if __name__ == "__main__":
    sys.exit(main(dict(os.environ)))
