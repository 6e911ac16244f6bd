"""`python3 -m clicktocall.bootstrap VERB`: makes .venv from the lock files, then does what the verb says.

Standard library only, and nothing of ours: it runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
UNFINISHED = ROOT / ".venv.unfinished"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
RUN, TEST, EVERYTHING = LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-ci.lock")
"""Each lock holds all of the one before it, so that one environment serves every verb."""

TEMPLATES = ("templates", "clicktocall", "directory")
OURS = ("clicktocall", "directory", "tests", "manage.py")
PYTEST = ("-m", "pytest", "--ignore=tests/e2e", "--ignore=tests/bench")
SLOW = "faults or processes or thorough"

REASONS = (
    (
        r"(?i)resolve|name resolution|not known|dns error|unreachable|connection (refused|reset)|timed? ?out|proxy",
        "The package index cannot be reached. Check the network; behind a proxy, set HTTPS_PROXY.",
    ),
    (r"(?i)do not match the hashes|hash mismatch", "A package is not the one that the lock file names. Do not use it."),
    (r"(?i)no space left", "The disk is full. Make room, then run this again."),
    (r"(?i)permission denied|read-only file system", f"{VENV} cannot be written to. Check whom it belongs to."),
    (
        r"(?i)no matching distribution|no (matching )?wheels|requires-python",
        "A package has no build for this system. docs/install.md says where Click to Call runs.",
    ),
)
"""Words in the installer's output, and what they mean."""


def main(words: list[str]) -> int:
    verb, arguments = (words[0], words[1:]) if words else ("", [])
    if verb not in VERBS:
        print(f"Say what to do: python3 -m clicktocall.bootstrap {'|'.join(VERBS)}", file=sys.stderr)
        return 2
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)
    try:
        refuse_what_cannot_work()
        os.chdir(ROOT)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # many processes of the same code: one compiles it for all
        lock, act = VERBS[verb]
        install(lock)
        return act(arguments)
    except KeyboardInterrupt:
        if not UNFINISHED.exists():
            return 0 if verb == "demo" else 130
        print("\nInterrupted while installing. The same command begins that anew.", file=sys.stderr)
        return 130


def refuse_what_cannot_work() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 -- whoever starts this may have an older one
        sys.exit(
            f"Click to Call needs Python 3.11 or newer, and {sys.executable} is {sys.version.split()[0]}. "
            "Name a newer one: make demo PYTHON=python3.12"
        )
    if not os.access(ROOT, os.W_OK):
        sys.exit(f"{ROOT} cannot be written to. Copy the project to a folder of your own.")


def install(lock: str) -> None:
    """Bring .venv to what `lock` names. Quick when it is there; heals what an interruption left behind."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        wait_for_turn(folder)
        if is_installed(lock):
            return
        was_interrupted = UNFINISHED.exists()
        UNFINISHED.touch()
        make_environment(folder, afresh=was_interrupted)
        count = len(re.findall("^[a-z0-9].*==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        print(f"Installing {count} packages into .venv, once ...", flush=True)
        fill_environment(lock, folder)
        STAMP.write_text(stamp_of(lock), encoding="utf-8")
        UNFINISHED.unlink()
    except OSError as error:
        sys.exit(f"{error.filename or VENV}: {error.strerror}. Check whom the folder belongs to, then run this again.")
    finally:
        os.close(folder)


def wait_for_turn(folder: int) -> None:
    """One installation at a time: the lock on the project's folder goes when we close it, or die."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another terminal is installing; waiting for it ...", flush=True)
        fcntl.flock(folder, fcntl.LOCK_EX)


def is_installed(lock: str) -> bool:
    """Whether .venv holds `lock`, or one of the greater ones, as it is now."""
    if UNFINISHED.exists() or not STAMP.exists():
        return False
    kept = STAMP.read_text(encoding="utf-8")
    return any(kept == stamp_of(name) for name in LOCKS[LOCKS.index(lock) :])


def stamp_of(lock: str) -> str:
    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    return f"{lock} {digest} {version_of(PYTHON)} {VENV}\n"


def version_of(python: Path) -> str:
    """Such as 3.11; empty when it does not run."""
    try:
        answer = subprocess.run(
            [str(python), "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return answer.stdout.strip()


def make_environment(held: int, *, afresh: bool) -> None:
    """A new .venv where there is none, or where an interrupted installation or another Python has left a broken one."""
    whole = version_of(PYTHON) and f"python{version_of(PYTHON)}" in {path.name for path in (VENV / "lib").glob("*")}
    if whole and not afresh:
        return
    if VENV.exists():
        print("Starting afresh: .venv is not whole.", flush=True)
        shutil.rmtree(VENV)
    if shutil.which("uv"):
        run_installer(["uv", "venv", "--quiet", "--python", own_python(), str(VENV)], held)
        return
    if not (importlib.util.find_spec("venv") and any(map(importlib.util.find_spec, ("ensurepip", "pip")))):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(
            "This Python cannot make virtual environments. On Debian and Ubuntu: "
            f"apt install python{version}-venv (or install uv), then run this again."
        )
    run_installer([own_python(), "-m", "venv", "--without-pip", str(VENV)], held)


def own_python() -> str:
    """The Python that runs this; the one behind it when this is run from .venv itself."""
    if Path(sys.prefix).resolve() != VENV:
        return sys.executable
    return str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}")


def fill_environment(lock: str, held: int) -> None:
    hashed = ["--quiet", "--require-hashes", "-r", lock]
    if shutil.which("uv"):
        run_installer(["uv", "pip", "install", "--python", str(PYTHON), *hashed], held)
        return
    pip = [own_python(), "-m", "pip", "--python", str(PYTHON)]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        # None, or older than 22.3, which knows no other environment than its own.
        pip = [str(PYTHON), "-m", "pip"]
        if not list((VENV / "lib").glob("python*/site-packages/pip")):
            run_installer([str(PYTHON), "-m", "ensurepip"], held)
    calmly = ["--disable-pip-version-check", "--no-input", "--retries", "2"]
    run_installer([*pip, *calmly, "install", "--no-compile", *hashed], held)


def run_installer(command: list[str], held: int) -> None:
    """Run it without its chatter; when it fails, say why in words and show the end of what it said.

    It ends when we are interrupted. It holds our lock, so that nobody comes in its way when we are killed.
    """
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        pass_fds=(held,),
        process_group=0,
    ) as installer:
        try:
            said = installer.communicate()[0].strip()
        except KeyboardInterrupt:
            os.killpg(installer.pid, signal.SIGKILL)
            raise
    if installer.returncode == 0:
        return
    reason = next((sentence for words, sentence in REASONS if re.search(words, said)), "")
    print("\n".join(said.splitlines()[-15:]), file=sys.stderr)
    sys.exit(f"\nThe packages could not be installed. {reason or 'The lines above say why.'}")


def become(*command: str) -> int:
    """Hand this process over, so that signals reach the program itself."""
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *command])  # noqa: S606 -- our own environment's Python


def run_all(*commands: list[str]) -> int:
    """Run every command, also after one has failed, and say at the end which did."""
    failed = []
    for command in commands:
        print(f"\n$ {shlex.join(command)}", flush=True)
        environment = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            failed.append(shlex.join(command[:3]))
    print("\nFailed: " + "; ".join(failed) if failed else "\nAll is well.", flush=True)
    return 1 if failed else 0


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for folder in TEMPLATES for path in (ROOT / folder).rglob("*.html"))


def demo(arguments: list[str]) -> int:
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # the demo lets them through once it knows what to do
    return become("-m", "clicktocall.demo", *arguments)


def becoming(*command: str) -> Callable[[list[str]], int]:
    return lambda arguments: become(*command, *arguments)


def manage(arguments: list[str]) -> int:
    """manage.py, told where the broker and the cache of the running demo are."""
    told = Path(os.environ.get("DATA_DIR", str(ROOT / "var"))) / "demo.env"
    words = shlex.split(told.read_text(encoding="utf-8").replace("export ", "")) if told.exists() else []
    for name, _, value in (word.partition("=") for word in words):
        os.environ.setdefault(name, value)
    return become("manage.py", *arguments)


def lint(_arguments: list[str]) -> int:
    pages = templates()
    return run_all(
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", *OURS],
        ["lint-imports"],
        ["deptry", "."],
        ["djade", "--check", "--target-version", "5.2", *pages],
        ["djlint", "--lint", "--quiet", "--profile", "django", "--ignore", "H030,H031,T003", *pages],
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        ["python", "manage.py", "makemigrations", "--check", "--dry-run", "--settings", "tests.settings"],
    )


def format_files(_arguments: list[str]) -> int:
    djade = ["djade", "--target-version", "5.2", *templates()]
    return run_all(["ruff", "check", "--fix", "."], ["ruff", "format", "."], djade)


def lock(_arguments: list[str]) -> int:
    """Write the lock files anew, each bound to the one before it."""
    if not shutil.which("uv"):
        sys.exit("Locking needs uv: https://docs.astral.sh/uv/getting-started/installation/")
    groups = {RUN: [], TEST: ["test"], EVERYTHING: ["test", "e2e", "lint"]}
    style = "--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet"
    commands = []
    for name, bound in zip(LOCKS, ([], ["-c", RUN], ["-c", TEST]), strict=True):
        chosen = [word for group in groups[name] for word in ("--group", group)]
        compiled = ["uv", "pip", "compile", "pyproject.toml", "--all-extras"]
        commands.append([*compiled, *chosen, *bound, *style.split(), "-o", name])
    return run_all(*commands)


VERBS = {
    "demo": (RUN, demo),
    "manage": (RUN, manage),
    "lock": (RUN, lock),
    "test": (TEST, becoming(*PYTEST, "-n", "auto", "-m", f"not ({SLOW})")),
    "faults": (TEST, becoming(*PYTEST, "-n", "2", "--hypothesis-profile=searching", "-m", f"{SLOW} or properties")),
    "chaos": (TEST, becoming("-m", "tests.chaos")),
    "bench": (EVERYTHING, becoming("-m", "tests.bench")),
    "e2e": (EVERYTHING, becoming("-m", "pytest", "tests/e2e", "-n", "2")),
    "format": (EVERYTHING, format_files),
    "lint": (EVERYTHING, lint),
    "pictures": (EVERYTHING, becoming("-m", "tests.pictures")),
}

if __name__ == "__main__":
    if __package__ != "clicktocall":
        sys.exit("Run this from the project's folder as: python3 -m clicktocall.bootstrap demo")
    sys.exit(main(sys.argv[1:]))
