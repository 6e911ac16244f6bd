"""What the page of a source shows: how it stands, what the last look and the last sync have found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.drafts import FIELDS, Difference
from directory.ldap.beginning import is_looked_at
from directory.models import Contact, LdapRun, LdapSource
from directory.telling import Line, line_of

KINDS: tuple[tuple[str, Promise, Promise], ...] = (
    ("created", _("to create"), _("created")),
    ("changed", _("to change"), _("changed")),
    ("gone", _("gone"), _("gone, now in the bin")),
    ("rejected", _("rejected"), _("rejected")),
    ("same", _("the same"), _("the same")),
)
EARLIER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One line of a run."""

    name: str
    sentence: str
    contact_pk: int | None
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """All of one kind in a run: how many there are, and the first of them."""

    word: str
    label: Promise
    count: int
    shown: list[Shown]


def standing_of(source: LdapSource) -> dict[str, Any]:
    """Three queries, whatever was found."""
    runs = list(source.runs.all()[: EARLIER + 1])
    last = runs[0] if runs else None
    return {
        "contacts": Contact.objects.here().filter(source=source).count(),
        "is_looked_at": is_looked_at(source),
        "run": last,
        "kinds": kinds_of(last) if last and not last.is_live else [],
        "earlier": [(run, [kind for kind in kinds_of(run) if kind.count]) for run in runs[1:]],
    }


def kinds_of(run: LdapRun) -> list[Kind]:
    """What a run has found, kind by kind."""
    is_done = run.kind == LdapRun.Kind.SYNC
    return [
        Kind(
            word=word,
            label=after if is_done and (word != "gone" or run.stage == LdapRun.Stage.DONE) else before,
            count=getattr(run, word),
            shown=[_shown(line) for line in run.lines if line[0] == word],
        )
        for word, before, after in KINDS
    ]


def _shown(line: list[Any]) -> Shown:
    _verdict, name, sentence, key, fields = line
    told = [
        line_of(Difference(field=field, before=before, after=after), groups={})
        for field, before, after in fields
        if field in FIELDS
    ]
    return Shown(name=name, sentence=sentence, contact_pk=key, lines=told)
