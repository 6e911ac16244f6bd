"""Looks at what a source would change, or brings it in: page by page, and at the end what is gone from there.

Who is gone goes into the bin only when the server has told everything to its end, and never more at once than the
source's share allows: a server that answers nothing, a wrong base DN or a half answer empties no directory.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.audit.recording import What, record
from directory.drafts import as_json
from directory.importing.planning import Verdict
from directory.ldap.applying import put_into_the_bin, write
from directory.ldap.asking import asking
from directory.ldap.comparing import Comparer, Planned
from directory.ldap.faces import with_faces
from directory.ldap.layouts import NotAMapping, Reading, reading_of
from directory.ldap.reading import read
from directory.ldap.servers import server_of
from directory.ldap.values import Entry, NoAnswer, Question
from directory.models import Contact, LdapRun, LdapSource

log = logging.getLogger(__name__)
Stage, Kind = LdapRun.Stage, LdapRun.Kind
MOST_ENTRIES = 200_000
PAGE_WITH_PHOTOS, PAGE_BYTES_WITH_PHOTOS = 100, 64 * 1024 * 1024
BYTES_WITH_PHOTOS = 4 * 1024 * 1024 * 1024
SHOWN = 100
"""Lines of each kind that a run keeps; the others are counted."""
GONE = "gone"
COUNTED = {
    Verdict.CREATED: "created",
    Verdict.CHANGED: "changed",
    Verdict.SAME: "same",
    Verdict.REJECTED: "rejected",
}


class TakenOver(Exception):
    """Somebody else has ended this run."""


class Stopped(Exception):
    """More would be gone than may be at once. str() is a sentence for staff."""


@dataclass(slots=True, kw_only=True)
class _Kept:
    """What a run shows of itself afterwards."""

    lines: dict[str, list[list[object]]] = field(default_factory=dict)

    def note(self, plan: Planned) -> None:
        if plan.verdict != Verdict.SAME:
            key = plan.contact.pk if plan.contact else None
            self.add(plan.verdict, plan.name, plan.sentence, key, as_json(plan.found) if key else [])

    def add(self, verdict: str, name: str, sentence: str, key: int | None, fields: object) -> None:
        some = self.lines.setdefault(verdict, [])
        if len(some) < SHOWN:
            some.append([verdict, name, sentence, key, fields])

    def all(self) -> list[list[object]]:
        return [line for some in self.lines.values() for line in some]


def carry_out(run_pk: int) -> LdapRun | None:
    """Do what the run is for. Delivered twice, it is done once; None for the second."""
    now = timezone.now()
    if not LdapRun.objects.filter(pk=run_pk, stage=Stage.WAITING).update(stage=Stage.ASKING, beat_at=now):
        return None
    run = LdapRun.objects.select_related("source", "source__group").get(pk=run_pk)
    kept = _Kept()
    try:
        _go_through(run, kept)
    except TakenOver:
        log.warning("ldap_run=%s outcome=taken_over", run.pk)
    except Stopped as error:
        _end(run, Stage.STOPPED, str(error), kept)
    except (NoAnswer, NotAMapping) as error:
        _end(run, Stage.FAILED, str(error), kept)
    else:
        _end(run, Stage.DONE, "", kept)
    run.refresh_from_db()
    log.info("ldap_run=%s kind=%s outcome=%s entries=%d gone=%d", run.pk, run.kind, run.stage, run.done, run.gone)
    return run


def _go_through(run: LdapRun, kept: _Kept) -> None:
    source, is_sync = run.source, run.kind == Kind.SYNC
    reading = reading_of(source)
    comparer = Comparer(source, reading)
    with _entries(source, reading) as pages:
        rows = 0
        for page in pages:
            batch = with_faces(read(entry, reading, row=rows + place) for place, entry in enumerate(page, 1))
            rows += len(page)
            if rows > MOST_ENTRIES:
                raise NoAnswer(_("More than %d entries match. Narrow the filter.") % MOST_ENTRIES)
            with transaction.atomic():
                plans = comparer.plan(batch, locks=is_sync)
                if is_sync:
                    write(plans, source)
                _beat(run, **{name: F(name) + sum(p.verdict == v for p in plans) for v, name in COUNTED.items()})
            for plan in plans:
                kept.note(plan)
    _see_who_is_gone(run, comparer, kept)


@contextmanager
def _entries(source: LdapSource, reading: Reading) -> Iterator[Iterator[list[Entry]]]:
    question = Question(base_dn=source.base_dn, filter=reading.filter, attributes=reading.attributes)
    server = server_of(source)
    if reading.photos:
        question = replace(question, page=PAGE_WITH_PHOTOS, page_bytes=PAGE_BYTES_WITH_PHOTOS)
        server = replace(server, answer_bytes=BYTES_WITH_PHOTOS)
    with asking(server) as asked:
        yield asked.pages(question)


def _see_who_is_gone(run: LdapRun, comparer: Comparer, kept: _Kept) -> None:
    source = run.source
    here = Contact.objects.here().filter(source=source)
    known = list(here.order_by("name_key", "pk").values_list("pk", "uid", "name"))
    gone = [(pk, name) for pk, uid, name in known if uid not in comparer.seen]
    for pk, name in gone:
        kept.add(GONE, name, "", pk, [])
    run.refresh_from_db()
    if len(gone) > run.agreed_gone and (why := _too_many(source, len(gone), len(known))):
        _beat(run, gone=len(gone))
        raise Stopped(why)
    with transaction.atomic():
        if run.kind == Kind.SYNC:
            put_into_the_bin(source, [pk for pk, _name in gone])
        _beat(run, gone=len(gone))


def _too_many(source: LdapSource, gone: int, known: int) -> str:
    """Why so many may not go at once; empty if they may. One may always go, unless nobody would be left."""
    if gone == known:
        return _(
            "The source has none of its contacts any more, so nothing was put into the bin. Check base DN, filter and "
            "account."
        )
    if gone == 1 or gone * 100 <= known * source.most_gone_percent:
        return ""
    said = {"gone": gone, "known": known, "share": source.most_gone_percent}
    return (
        _(
            "%(gone)d of %(known)d contacts are gone from the source, more than %(share)d per cent. Nothing was put "
            "into the bin. Check base DN, filter and account; if it is right, bring it in all the same."
        )
        % said
    )


def _beat(run: LdapRun, **columns: object) -> None:
    """Write how far it is, if it is still ours. Raises TakenOver."""
    if not LdapRun.objects.filter(pk=run.pk, stage=Stage.ASKING).update(beat_at=timezone.now(), **columns):
        raise TakenOver


def _end(run: LdapRun, stage: LdapRun.Stage, sentence: str, kept: _Kept) -> None:
    """Write down how it ended, on the run and on its source."""
    now = timezone.now()
    with transaction.atomic():
        ours = LdapRun.objects.filter(pk=run.pk, stage=Stage.ASKING)
        if not ours.update(stage=stage, sentence=sentence, lines=kept.all(), ended_at=now, beat_at=now):
            return
        run.refresh_from_db()
        here = LdapSource.objects.filter(pk=run.source_id)
        if run.kind == Kind.PREVIEW:
            if stage != Stage.FAILED:
                here.update(previewed_for=run.settings)
            return
        here.update(trouble=sentence, synced_at=now if stage == Stage.DONE else F("synced_at"))
        if run.created or run.changed or (run.gone and stage == Stage.DONE):
            who = run.user_name or run.source.name
            record(What.IMPORTED, who=who, subject=f"{_('sync of')} {run.source.name}", counts=run.counts)
