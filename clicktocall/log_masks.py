"""What must not stand in a log: the secrets in the addresses of a PBX's events and of phone books."""

from __future__ import annotations

import logging
import re

SECRET_ADDRESS = re.compile(r"(/pbx/[^/\s]+/events/|/phonebooks/(?![0-9]+/revoke/))[^/\s\"']+")


class EventSecrets(logging.Filter):
    """Django writes the address of a request that failed; a secret in it is cut out, and the line stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        masked = SECRET_ADDRESS.sub(r"\1...", line)
        if masked != line:
            record.msg, record.args = masked, ()
        return True
