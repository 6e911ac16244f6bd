"""Holds one program of the demo, so that it ends with the demo, however that ends.

Run as `python -m clicktocall.demo.leash GRACE COMMAND...`, as the leader of a process group. Standard input is a pipe
of which the demo alone holds the other end. When that closes, in good order or because the demo was killed, the
program is asked to end, and after GRACE seconds the whole group is killed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(grace: float, command: list[str]) -> int:
    for number in SIGNALS:
        signal.signal(number, _only_the_pipe_counts)
    program = subprocess.Popen(  # noqa: S603 -- the demo's own programs
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=_die_with_the_leash,  # noqa: PLW1509 -- there is one thread so far
    )
    let_go = threading.Event()
    threading.Thread(target=_end_with_the_demo, args=(program, grace, let_go), daemon=True).start()
    code = program.wait()
    if let_go.is_set():
        os.killpg(0, signal.SIGKILL)  # what the program itself has left behind, and this process
    return code if code >= 0 else 128 - code


def _only_the_pipe_counts(_number: int, _frame: object) -> None:
    """A handler, not SIG_IGN: the program would inherit that."""


def _die_with_the_leash() -> None:
    """Linux ends the program when the leash itself is killed; elsewhere the demo does, when it sees that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_with_the_demo(program: subprocess.Popen[bytes], grace: float, let_go: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 64):  # nobody writes; it ends when the pipe closes
        pass
    let_go.set()
    program.terminate()
    time.sleep(grace)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
