"""The doctor on the command line."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_extension, make_pbx
from tests.pbx.doctor.conftest import PASSWORD
from tests.pbx.drivers.raw_server import closed_port

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and what was said."""
    out = StringIO()
    try:
        call_command("pbx_check", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def test_a_pbx_without_a_bad_line_has_exit_code_nought(sim: Simulator) -> None:
    make_pbx(url=sim.url, password=PASSWORD)

    code, said = run()

    lines = said.splitlines()
    assert (code, lines[1], lines[2]) == (
        0, "  good         Address: Something answers there.", f"               Address: {sim.url}",
    )  # fmt: skip


def test_a_bad_line_has_exit_code_one_and_names_the_pbx(sim: Simulator) -> None:
    make_extension("4711", pbx=make_pbx("branch", url=sim.url, password=PASSWORD))

    code, said = run("branch")

    assert (code, said.splitlines()[-1]) == (1, "Something is bad: branch.")


def test_programs_read_json(sim: Simulator) -> None:
    make_pbx("one", url=sim.url, password=PASSWORD)
    make_pbx("two", url=f"http://127.0.0.1:{closed_port()}")

    code, said = run("--json")

    document, _end = json.JSONDecoder().raw_decode(said)
    assert code == 1
    assert [(report["pbx"], report["is_bad"]) for report in document] == [("one", False), ("two", True)]
    assert document[1]["lines"][0]["state"] == "bad"
    assert set(document[0]["lines"][0]) == {"key", "title", "state", "means", "to_do", "code", "facts"}


def test_only_pbxs_in_use_are_looked_at_unless_named(sim: Simulator) -> None:
    make_pbx(url=sim.url, password=PASSWORD, is_active=False)

    assert run() == (0, "No PBX is in use. Set one up with pbx_add.\n")
    assert run("--json") == (0, "[]\n")
    assert run("office")[1].startswith("office, looked at in ")


def test_a_wrong_name_is_said(sim: Simulator) -> None:
    make_pbx("office")

    assert run("offce") == (1, "There is no PBX offce. Known: office.")
    assert Pbx.objects.count() == 1
