"""What the clock starts for the directory."""

from __future__ import annotations

import logging

from clicktocall.celery import app
from directory import binning

log = logging.getLogger(__name__)


@app.task(name="directory.empty_the_bin")
def empty_the_bin() -> None:
    gone = binning.empty_the_bin()
    if gone:
        log.info("step=empty_the_bin contacts=%d", gone)
