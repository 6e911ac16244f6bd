"""The addresses behind the buttons of an import, loaded without pressing, as after signing in again or by reloading."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import ImportRun
from tests.directory.test_importing_pages import GOOD, importer, upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]


@pytest.mark.parametrize("name", ["map", "apply", "undo", "restore", "discard"])
def test_who_loads_the_address_of_a_button_sees_the_import_and_nothing_is_done(client: Client, name: str) -> None:
    anna = importer(client)
    run = upload(anna, GOOD)

    response = anna.get(reverse(f"directory:import_{name}", args=[run.pk]))

    assert (response.status_code, response["Location"]) == (302, reverse("directory:import", args=[run.pk]))
    assert ImportRun.objects.get().stage == ImportRun.Stage.READY
