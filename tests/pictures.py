"""Takes the pictures in docs/images anew: `make pictures`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"

if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    os.environ["PICTURES"] = str(IMAGES)
    sys.exit(pytest.main(["-q", "tests/e2e/test_pictures.py"]))
