"""A program that reads an address book over CardDAV, as little of one as a test needs."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from django.http import StreamingHttpResponse
from django.test import Client

from clicktocall.accounts.models import User
from directory.phonebooks import secrets
from tests.factories import make_user

DAV, CARD, CS = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}", "{http://calendarserver.org/ns/}"


@dataclass(slots=True, kw_only=True)
class Told:
    """One response of a multistatus: what was found, with the XML in it, and what was not."""

    status: str = ""
    found: dict[str, ElementTree.Element] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.found[name].text or ""

    def href(self, name: str) -> str:
        return self.found[name].findtext(f"{DAV}href") or ""

    def names(self, name: str) -> list[str]:
        return [child.tag for child in self.found[name].iter() if child is not self.found[name]]


@dataclass(slots=True, kw_only=True)
class Answer:
    status: int
    headers: Any
    text: str

    def each(self) -> dict[str, Told]:
        """By address, in the order of the answer."""
        return {str(one.findtext(f"{DAV}href")): _told(one) for one in self.root().findall(f"{DAV}response")}

    def root(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.text.encode())  # noqa: S314 -- our own

    def token(self) -> str:
        return self.root().findtext(f"{DAV}sync-token") or ""


@dataclass(slots=True, kw_only=True)
class Program:
    """Anna's Thunderbird, iPhone or DAVx⁵, with the user name and the password that she has entered."""

    name: str
    password: str
    agent: str = "A program/1.0"
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    @property
    def home(self) -> str:
        return f"/carddav/books/{self.name.removeprefix('book-')}/"

    @property
    def book(self) -> str:
        return f"{self.home}contacts/"

    def ask(self, method: str, path: str = "", body: str = "", depth: str = "", **headers: str) -> Answer:
        said = b64encode(f"{self.name}:{self.password}".encode()).decode()
        said_too = {"Depth": depth} if depth else {}
        response = self.client.generic(
            method,
            path or self.book,
            body,
            content_type="application/xml; charset=utf-8",
            headers={"Authorization": f"Basic {said}", "User-Agent": self.agent, **said_too, **headers},
        )
        content = (
            b"".join(response.streaming_content) if isinstance(response, StreamingHttpResponse) else response.content
        )
        return Answer(status=response.status_code, headers=response.headers, text=content.decode())


def program(user: User | None = None, *, part: str = "all", **about: Any) -> Program:
    made = secrets.make(user or make_user(), name="My laptop", part=part, reader="program", **about)
    return Program(name=made.book.sign_in_name, password=made.secret)


def _told(response: ElementTree.Element) -> Told:
    told = Told(status=response.findtext(f"{DAV}status") or "")
    for part in response.findall(f"{DAV}propstat"):
        properties = list(part.find(f"{DAV}prop") or [])
        if part.findtext(f"{DAV}status") == "HTTP/1.1 200 OK":
            told.found |= {one.tag: one for one in properties}
        else:
            told.missing += [one.tag for one in properties]
    return told
