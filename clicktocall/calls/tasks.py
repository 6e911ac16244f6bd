"""What the queue runs for the calls. Each task is one line into a story."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from clicktocall.calls import dialing, hanging_up, steering, sweeping, watching
from clicktocall.celery import app


@app.task(name="calls.dial", expires=settings.DIAL_FRESH_SECONDS, acks_late=False, max_retries=0)
def dial(call_id: str) -> None:
    """Dial one queued call. Delivered twice, it dials once; delivered late, it does not dial.

    Acknowledged before it runs and never retried: a second try could ring a person twice,
    while a lost one is found by the sweeper and told to the user.
    """
    dialing.dial(UUID(call_id))


@app.task(name="calls.hang_up", expires=60)
def hang_up(call_id: str) -> None:
    """Ask the PBX to end a call. Delivered twice, the second finds it ended."""
    hanging_up.hang_up(UUID(call_id))


@app.task(name="calls.steer", expires=settings.DIAL_FRESH_SECONDS, acks_late=False, max_retries=0)
def steer(call_id: str) -> None:
    """Hold, resume or transfer, as the row says. Delivered twice, it asks once; lost, the sweeper says so."""
    steering.carry_out(UUID(call_id))


@app.task(name="calls.sweep")
def sweep() -> None:
    """Every few seconds: send what waits, end what waited too long, look for what has fallen silent."""
    due = sweeping.sweep()
    for call_id in due.to_dial:
        dial.delay(str(call_id))
    for call_id in due.to_hang_up:
        hang_up.delay(str(call_id))
    for pbx_id in due.to_look:
        look.delay(pbx_id)


@app.task(name="calls.look", expires=settings.SWEEP_SECONDS * 5)
def look(pbx_id: int) -> None:
    """Ask one PBX about the calls that have fallen silent there."""
    sweeping.look(pbx_id)


@app.task(name="calls.watch", expires=60)
def watch() -> None:
    """Every minute: look for what is unusual, and tell staff of it once."""
    watching.look()
