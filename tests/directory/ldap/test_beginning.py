"""When syncs begin: by the clock, one at a time, never before somebody has looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from directory import tasks
from directory.ldap import beginning, syncing
from directory.ldap.beginning import NotNow
from directory.models import Contact, LdapRun, LdapSource
from tests.directory.ldap.ldap_server import listening
from tests.directory.ldap.people import anna_and_ben, look, make_source

pytestmark = pytest.mark.django_db


def test_nothing_is_switched_on_before_somebody_has_looked() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        with pytest.raises(NotNow, match="Look at what it would do first, then switch it on"):
            beginning.switch(source, on=True)
        look(source)
        source.refresh_from_db()
        beginning.switch(source, on=True)

    source.refresh_from_db()
    assert source.is_active


def test_a_look_with_other_settings_is_none() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        look(source)
        source.refresh_from_db()
        source.base_dn = "DC=example"

    assert not beginning.is_looked_at(source)
    with pytest.raises(NotNow, match="Look at what it would do first"):
        beginning.begin(source, LdapRun.Kind.SYNC)


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_the_clock_syncs_what_is_switched_on_and_due() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server, every_minutes=60)
        look(source)
        source.refresh_from_db()
        beginning.switch(source, on=True)
        tasks.sync_ldap()
        tasks.sync_ldap()

    source.refresh_from_db()
    assert source.runs.filter(kind="sync", stage="done").count() == 1
    assert source.next_at is not None
    assert source.synced_at is not None
    assert timedelta(minutes=59) < source.next_at - timezone.now() <= timedelta(minutes=60)
    assert Contact.objects.here().count() == 2


def test_a_source_is_read_once_at_a_time() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        beginning.begin(source, LdapRun.Kind.PREVIEW)
        with pytest.raises(NotNow, match="is being read already"):
            beginning.begin(source, LdapRun.Kind.PREVIEW)


def test_a_run_that_is_delivered_twice_is_done_once() -> None:
    with listening(anna_and_ben()) as server:
        run = beginning.begin(make_source(server), LdapRun.Kind.PREVIEW)
        first, second = syncing.carry_out(run.pk), syncing.carry_out(run.pk)

    assert (first is None, second) == (False, None)
    assert len([word for word in server.asked if word.startswith("search")]) == 1


def test_a_run_that_nobody_has_begun_is_sent_again_and_one_without_a_worker_is_given_up() -> None:
    with listening(anna_and_ben()) as server:
        waiting = beginning.begin(make_source(server, "A"), LdapRun.Kind.PREVIEW)
        lost = beginning.begin(make_source(server, "B"), LdapRun.Kind.PREVIEW)
        long_ago = timezone.now() - timedelta(minutes=11)
        LdapRun.objects.update(beat_at=long_ago)
        LdapRun.objects.filter(pk=lost.pk).update(stage="asking")
        sent = beginning.begin_what_is_due()

    lost.refresh_from_db()
    assert sent == [waiting.pk]
    assert (lost.stage, lost.sentence) == (
        "failed",
        "Its worker was lost on the way. The next sync goes through all anew.",
    )


@pytest.mark.usefixtures("_no_broker")
def test_without_a_broker_a_run_waits() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        run = beginning.begin(source, LdapRun.Kind.PREVIEW)

    assert LdapRun.objects.live().get() == run


def test_old_runs_are_forgotten() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        for _time in range(beginning.KEPT + 3):
            LdapRun.objects.create(source=source, kind="sync", stage="done", settings="")
        beginning.begin(source, LdapRun.Kind.PREVIEW)

    assert LdapSource.objects.get().runs.count() == beginning.KEPT
