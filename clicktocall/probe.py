"""`python -m clicktocall.probe`: does the web server beside us answer? For a container's health check."""

from __future__ import annotations

import http.client
import os
import sys
from urllib.parse import urlsplit

ADDRESS = ("127.0.0.1", 8000)
SECONDS = 4


def main() -> int:
    """0 if /healthz answers with 200. Asks under the name of SITE_URL: no other host is let in."""
    host = urlsplit(os.environ.get("SITE_URL", "")).hostname or "localhost"
    connection = http.client.HTTPConnection(*ADDRESS, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, http.client.HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
