"""What a simulated PBX can be told when it is started."""

from __future__ import annotations

from dataclasses import dataclass, field

from clicktocall.pbxsim.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All times are the PBX's seconds: `speed` makes them shorter."""

    password: str = field(repr=False)
    username: str = "api"
    host: str = "127.0.0.1"
    port: int = 0
    """0 takes any free one."""
    office: Office = field(default_factory=Office)
    speed: float = 1.0

    phones_pick_up_after: float | None = None
    """How long the caller's phone rings before it lifts itself; None waits for somebody to pick it up."""
    callees_pick_up_after: float | None = None
    """The same for an extension that is called."""
    ring_timeout: float = 30.0
    token_lives: float = 30 * 60
    lock_lasts: float = 10 * 60

    event_interval: float = 1.0
    """Between two tries to deliver an event that was not answered with 200. How often a PBX tries is not documented."""
    event_tries: int = 20
    events_host_with_blank: bool = True
    """`Host: 192.168.5.150: 8260`, as the guide's sample of an event has it."""
    status_monitor: bool = True
    """Send ExtensionStatus for every phone, as if all were ticked under Status Monitor."""
    trailing_comma: bool = False
    """CallFailed with a comma too many, as the guide's sample has it."""
    calls_key: str = "Calls"
    """The list in call/query's answer: the guide says `calls`, clients of real boxes read `Calls`."""
    transport: str = "HTTP"
    """The report method that login names. With `TCP` no event is posted."""
    tcp_port: int | None = None
    """Where clients fetch the events if `transport` is TCP; 0 takes any free one, None listens nowhere."""
    tcp_answer: str = "ami"
    """How a login there is answered: `ami`, `json` or `none`. It is not documented."""
    tcp_together: int = 1
    """So many events in one packet, if they follow each other closely."""
    tcp_pieces: int = 1
    """Into so many pieces each packet is cut."""
    tcp_drop_after: int | None = None
    """After so many events the connection is dropped."""

    app_url: str = ""
    """Where the page links back to."""
