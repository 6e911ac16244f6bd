"""Starts the simulated PBX as a process of its own: `python -m clicktocall.pbxsim --help`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.office import Office
from clicktocall.pbxsim.simulator import Simulator

PASSWORD_VARIABLE = "PBXSIM_PASSWORD"  # noqa: S105 -- the name of the variable


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m clicktocall.pbxsim",
        description="A simulated Yeastar S-Series PBX. Its phones stand at http://HOST:PORT/.",
    )
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8088, help="0 takes any free one")
    options.add_argument("--username", default="api", help="the API user")
    options.add_argument(
        "--password", help=f"of the API user; better set {PASSWORD_VARIABLE}, which no list of processes shows"
    )
    options.add_argument("--office", "--offices", type=Path, metavar="FILE.json", help="other phones and numbers")
    options.add_argument("--speed", type=float, default=1.0, help="10: everything that takes time takes a tenth of it")
    options.add_argument(
        "--phones-pick-up-after", type=float, metavar="SECONDS", help="the caller's phone lifts itself"
    )
    options.add_argument("--callees-pick-up-after", type=float, metavar="SECONDS", help="so does a called extension")
    options.add_argument("--token-minutes", type=float, default=30.0, help="how long a token lives")
    options.add_argument(
        "--events-host-with-blank",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="events with `Host: 192.168.5.150: 8260`, as the guide has them",
    )
    options.add_argument("--trailing-comma", action="store_true", help="CallFailed with a comma too many")
    options.add_argument("--calls-key", choices=["Calls", "calls"], default="Calls", help="the list in call/query")
    options.add_argument("--transport", choices=["HTTP", "TCP"], default="HTTP", help="the report method login names")
    options.add_argument("--tcp-port", type=int, help="report by TCP, at this port; 0 takes any free one")
    options.add_argument("--tcp-answer", choices=["ami", "json", "none"], default="ami", help="to a login by TCP")
    options.add_argument("--app-url", default="", help="where the page links back to")
    return options


def config_from(arguments: argparse.Namespace) -> Config:
    """Raises ValueError, with a sentence, for what does not make a PBX."""
    password = arguments.password or os.environ.get(PASSWORD_VARIABLE, "")
    if not password:
        raise ValueError(f"The API user has no password. Set {PASSWORD_VARIABLE}.")
    if arguments.speed <= 0:
        raise ValueError("--speed must be more than 0.")
    if arguments.app_url and not arguments.app_url.startswith(("http://", "https://")):
        raise ValueError("--app-url must begin with http:// or https://.")
    return Config(
        password=password,
        username=arguments.username,
        host=arguments.host,
        port=arguments.port,
        office=Office.read(arguments.office) if arguments.office else Office(),
        speed=arguments.speed,
        phones_pick_up_after=arguments.phones_pick_up_after,
        callees_pick_up_after=arguments.callees_pick_up_after,
        token_lives=arguments.token_minutes * 60,
        events_host_with_blank=arguments.events_host_with_blank,
        trailing_comma=arguments.trailing_comma,
        calls_key=arguments.calls_key,
        transport=arguments.transport if arguments.tcp_port is None else "TCP",
        tcp_port=arguments.tcp_port,
        tcp_answer=arguments.tcp_answer,
        app_url=arguments.app_url,
    )


def main() -> int:
    """Runs until SIGTERM or SIGINT. 1 if it could not start."""
    wanted = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: wanted.set())
    try:
        config = config_from(parser().parse_args())
        simulator = Simulator(config).start()
    except ValueError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(
            f"The simulator cannot listen on {config.host} port {_ports(config)} ({error.strerror}). "
            "Stop what uses it, or choose another with --port."
        )
    by_tcp = "" if config.tcp_port is None else f", events by TCP at port {simulator.tcp_port}"
    sys.stdout.write(f"PBX simulator on {simulator.url}{by_tcp}\n")
    sys.stdout.flush()
    wanted.wait()
    simulator.stop()
    return 0


def _ports(config: Config) -> str:
    return str(config.port) if config.tcp_port is None else f"{config.port} or {config.tcp_port}"


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
