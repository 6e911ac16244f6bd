"""What must not stand in a log: the secret in the address to which a PBX sends its events."""

from __future__ import annotations

import logging
import re

EVENTS_ADDRESS = re.compile(r"(/pbx/[^/\s]+/events/)[^/\s\"']+")


class EventSecrets(logging.Filter):
    """Django writes the address of a request that failed; this one's secret is cut out, and the line stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        masked = EVENTS_ADDRESS.sub(r"\1...", line)
        if masked != line:
            record.msg, record.args = masked, ()
        return True
