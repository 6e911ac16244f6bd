"""`manage.py ldap_sync`: what it says, and with which exit code it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.models import Contact
from tests.directory.ldap.ldap_server import listening
from tests.directory.ldap.people import anna_and_ben, make_source, office, person, sync
from tests.house.tree import ROOT

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("ldap_sync", *words, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


def test_it_looks_first_then_brings_in() -> None:
    with listening(anna_and_ben()) as server:
        make_source(server)
        too_early = run("Office AD")
        looked = run("--dry-run", "Office AD")
        nobody = Contact.objects.count()
        brought = run("Office AD")

    assert (too_early[0], "Look at what it would do first" in too_early[2]) == (2, True)
    counts = "2 created, 0 changed, 0 same, 0 gone, 0 rejected.\n"
    assert looked == (0, f"Office AD: Nothing was written. It would be: {counts}", "")
    assert nobody == 0
    assert brought == (0, f"Office AD: {counts}", "")


def test_entries_that_stay_out_are_named_and_make_exit_code_1() -> None:
    with listening(office(person("Anna Rossi", "ask Ben"))) as server:
        make_source(server)
        code, out, err = run("--dry-run", "Office AD")

    assert (code, "1 rejected" in out) == (1, True)
    assert 'Office AD: Anna Rossi: Work "ask Ben":' in err


def test_a_server_that_cannot_be_asked_makes_exit_code_2() -> None:
    with listening(anna_and_ben()) as server:
        make_source(server)
    code, _out, err = run("--dry-run", "Office AD")

    assert (code, "cannot be reached" in err) == (2, True)


def test_too_many_who_are_gone_make_exit_code_3() -> None:
    with listening(anna_and_ben()) as server:
        sync(make_source(server))
        server.entries.clear()
        code, _out, err = run("Office AD")

    assert (code, "none of its contacts any more" in err, Contact.objects.here().count()) == (3, True, 2)


def test_without_a_name_it_goes_through_those_that_are_switched_on() -> None:
    with listening(anna_and_ben()) as server:
        sync(make_source(server, "On", is_active=True))
        make_source(server, "Off")
        code, out, _err = run()

    assert (code, out) == (0, "On: 0 created, 0 changed, 2 same, 0 gone, 0 rejected.\n")


def test_a_name_that_nobody_knows_is_told_with_those_that_there_are() -> None:
    with listening(anna_and_ben()) as server:
        make_source(server)
    code, _out, err = run("Other")

    assert (code, err) == (2, "There is no source Other. There are: Office AD.")


def test_without_the_library_it_says_what_to_install_and_everything_else_works() -> None:
    """In a process of its own, in which the library cannot be imported."""
    script = (
        "import sys; sys.modules['ldap3'] = None\n"
        "from django.core.management import execute_from_command_line as run\n"
        "run(['manage.py', 'check'])\n"
        "run(['manage.py', 'ldap_sync'])\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "no issues" in done.stdout
    assert 'Install Click to Call with its extra: pip install "click-to-call[ldap]"' in done.stderr
