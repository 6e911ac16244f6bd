"""HTTP answers as bytes: those of the PBX's web server, and those of the simulator's own page and control endpoint."""

from __future__ import annotations

PBX_HEAD = (
    "HTTP/1.1 {status}\r\nServer: Boa/0.94.14rc21\r\nAccept-Ranges: bytes\r\nConnection: close\r\n"
    "Access-control-allow-origin: *\r\nAccess-control-allow-methods: GET, POST, OPTIONS, PUT, DELETE\r\n"
    "Content-Type: {content_type}\r\n"
)
"""Source: S-Series API 1.1.0 and 2.0.0, the answers in the guide's samples."""

OWN_HEAD = (
    "HTTP/1.1 {status}\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "Content-Type: {content_type}\r\n"
)


def pbx_answer(body: str, *, status: str = "200 OK", content_type: str = "application/json", extra: str = "") -> bytes:
    return _whole(PBX_HEAD.format(status=status, content_type=content_type) + extra, body)


def pbx_html(title: str, *, status: str = "200 OK", extra: str = "") -> bytes:
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return pbx_answer(page, status=status, content_type="text/html", extra=extra)


def own_answer(body: str, *, status: str = "200 OK", content_type: str = "application/json", extra: str = "") -> bytes:
    """Other sites may not read it, and nothing may keep it."""
    return _whole(OWN_HEAD.format(status=status, content_type=content_type) + extra, body)


def _whole(head: str, body: str) -> bytes:
    data = body.encode()
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode("latin-1") + data
