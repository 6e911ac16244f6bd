"""What is shipped agrees with itself: README, compose, Makefile, CI and the code they speak of."""

from __future__ import annotations

import re
import subprocess

import pytest
from django.core.management import get_commands

from clicktocall import bootstrap, settings
from clicktocall.celery import app
from clicktocall.pbx.drivers import DRIVERS
from clicktocall.pbx.models import DriverKind
from tests.house.test_settings_are_documented import read_in_code
from tests.house.tree import ROOT, modules


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_driver_stands_in_the_readme_and_can_be_chosen() -> None:
    in_readme = re.findall(r"^\| .* \| `(\w+)` \|", text("README.md"), re.MULTILINE)

    assert sorted(in_readme) == sorted(DRIVERS) == sorted(DriverKind.values)


@pytest.mark.parametrize("kind", DRIVERS)
def test_every_driver_passes_the_contract(kind: str) -> None:
    assert "DriverContract" in text(f"tests/pbx/drivers/{kind}/test_contract.py")


def test_every_queue_has_a_worker_in_compose_and_in_the_demo() -> None:
    app.loader.import_default_modules()
    routes = {name: route["queue"] for name, route in settings.CELERY_TASK_ROUTES.items()}
    queues = set(routes.values()) | {settings.CELERY_TASK_DEFAULT_QUEUE}
    assert routes.keys() - set(app.tasks) == set()

    assert set(re.findall(r"celery worker.* -Q (\S+)", text("docker-compose.yml"))) == queues
    assert set(",".join(re.findall(r"-Q (\S+)", text("clicktocall/demo/programs.py"))).split(",")) == queues


def test_compose_passes_on_every_setting() -> None:
    block = text("docker-compose.yml").partition("environment: &environment")[2].partition("depends_on")[0]
    passed_on = set(re.findall(r"^    ([A-Z_]+):", block, re.MULTILINE))

    its_own = {"DATA_DIR", "STATIC_ROOT", "DEBUG"}
    assert passed_on == set(read_in_code()) - its_own


def test_compose_and_the_example_agree_on_what_must_be_filled_in() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", text("docker-compose.yml")))
    filled_in = set(re.findall(r"^(\w+)=", text(".env.example"), re.MULTILINE))

    assert required - filled_in == {"SECRET_KEY", "ENCRYPTION_KEYS", "POSTGRES_PASSWORD"}


def test_every_command_that_a_document_names_exists() -> None:
    documents = "".join(text(name) for name in ("README.md", "docs/install.md", "docs/connecting-yeastar-s.md"))
    named = set(re.findall(r"manage\.py (\w+)|ARGS=\"(\w+)", documents))

    assert {first or second for first, second in named} - set(get_commands()) == set()


def test_every_word_of_make_that_a_document_names_exists() -> None:
    words = set(re.findall(r"^(\w+):", text("Makefile"), re.MULTILINE))
    documents = "".join(
        text(name) for name in ("README.md", "CONTRIBUTING.md", "docs/install.md", "docs/architecture.md")
    )

    assert set(re.findall(r"(?:^|`)make (\w+)", documents, re.MULTILINE)) - words == set()


def test_what_continuous_integration_calls_exists() -> None:
    words = set(re.findall(r"^(\w+):", text("Makefile"), re.MULTILINE))

    assert set(re.findall(r" make (\w+)$", text(".ci/run"), re.MULTILINE)) - words == set()
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=False).returncode == 0  # noqa: S607 -- wherever it is


def test_modules_that_lint_looks_at_are_all_of_ours() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in modules()}

    assert top == set(bootstrap.OURS)
