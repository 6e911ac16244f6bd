"""The company contacts of the simulated PBX, as the guide describes their requests."""

from __future__ import annotations

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.office import Office
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, ApiClient

MAGGIE = {"firstname": "Maggie", "lastname": "Chou", "businessnum": "03023125100"}


def test_a_contact_is_added_told_changed_and_deleted(sim: Simulator, api: ApiClient) -> None:
    made = api.post("companycontacts/add", **MAGGIE)["id"]
    api.post("companycontacts/update", id=str(made), email="maggie@acme.example")
    (told,) = api.post("companycontacts/query", id="all")["companycontacts"]
    api.post("companycontacts/delete", id=str(made))

    assert (made, told["id"], told["email"], told["homefax"]) == (1, "1", "maggie@acme.example", "")
    assert {name: told[name] for name in MAGGIE} == MAGGIE
    assert sim.company_contacts.kept == {}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"lastname": ""}, "lastname"),
        ({"businessnum": ""}, "businessnum"),
        ({"firstname": "x" * 256}, "firstname"),
        ({"mobile": "0" * 32}, "mobile"),
        ({"homenum": "*55"}, "homenum"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_name_of_the_field(
    api: ApiClient, wrong: dict[str, str], named: str
) -> None:
    answer = api.post("companycontacts/add", **(MAGGIE | wrong))

    assert (answer["errno"], answer["errordata"]) == ("10140", named)


@pytest.mark.parametrize("verb", ["query", "update", "delete"])
def test_an_id_that_is_not_there_is_refused(api: ApiClient, verb: str) -> None:
    assert api.errno(f"companycontacts/{verb}", id="7") == "10140"


def test_a_model_without_contacts_knows_no_such_request() -> None:
    with Simulator(Config(password=PASSWORD, office=Office(has_contacts=False))) as small:
        api = ApiClient(small)
        api.log_in()

        assert api.errno("companycontacts/query", id="all") == "10003"
