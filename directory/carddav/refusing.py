"""What is refused, as WebDAV says it: a status, the name of the rule that was broken, and a sentence."""

from __future__ import annotations

from django.http import HttpResponse

from directory.carddav.names import DAV, DECLARED, HEAD, element, text


class Unsupported(Exception):
    """The request asks for what we do not have. `rule` names the precondition; str() is a sentence."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule


def refused(rule: str, sentence: str, *, status: int = 403, inner: str = "") -> HttpResponse:
    """Source: RFC 4918, 16: the element `error` holds the precondition that was violated."""
    said = element(rule, inner) + element(f"{DAV}responsedescription", text(sentence))
    body = f"{HEAD}<d:error {DECLARED}>{said}</d:error>\n"
    return HttpResponse(body, status=status, content_type="application/xml; charset=utf-8")
