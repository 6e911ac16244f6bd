"""What the queue runs and the clock starts for the directory. Each task is one line into a story."""

from __future__ import annotations

import logging

from clicktocall.celery import app
from directory import binning, renumbering
from directory.importing import working
from directory.ldap import beginning, syncing
from directory.pushing import asking

log = logging.getLogger(__name__)


@app.task(name="directory.empty_the_bin")
def empty_the_bin() -> None:
    gone = binning.empty_the_bin()
    if gone:
        log.info("step=empty_the_bin contacts=%d", gone)


@app.task(name="directory.work_at_import")
def work_at_import(run_pk: int, attempt: int) -> None:
    """Read, bring in or take back a file, as its row says."""
    working.work_at(run_pk, attempt)


@app.task(name="directory.find_forgotten_imports")
def find_forgotten_imports() -> None:
    """Every minute: give imports whose worker was killed to another one."""
    for run in working.forgotten():
        work_at_import.delay(run.pk, run.attempt)


@app.task(name="directory.forget_old_imports")
def forget_old_imports() -> None:
    """Now and then: files that were brought and never used go."""
    working.forget_old()


@app.task(name="directory.renumber", acks_late=True)
def renumber(pk: int) -> None:
    """Read the numbers anew, or undo that, as the row says. Delivered twice, it is done once."""
    renumbering.carry_out(pk)


@app.task(name="directory.work_at_ldap")
def work_at_ldap(run_pk: int) -> None:
    """Look at an address book source, or bring it in, as the row says. Delivered twice, it is done once."""
    syncing.carry_out(run_pk)


@app.task(name="directory.sync_ldap")
def sync_ldap() -> None:
    """Every minute: begin the syncs whose time has come, and those that nobody has begun."""
    for run_pk in beginning.begin_what_is_due():
        work_at_ldap.delay(run_pk)


@app.task(name="directory.push_to_book", acks_late=True)
def push_to_book(pk: int) -> None:
    """Compare contacts with the book of a PBX, or bring them there, as the row says. Twice delivered, once done."""
    asking.work_at(pk)
