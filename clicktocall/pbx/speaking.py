"""One errand at a PBX: in its turn, with the driver that all share, and with what it says about the PBX's health."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clicktocall.pbx import silence
from clicktocall.pbx.drivers.base import Driver, LoginStopped, NotSent, PbxError, Unanswered, Withdrawn
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import HeldUp, driver_for
from clicktocall.pbx.turns import Errand, turn


@contextmanager
def speaking_to(pbx: Pbx, errand: Errand) -> Iterator[Driver]:
    """The driver of `pbx`, for the requests of one errand. Raises NoTurn (a NotSent), and passes on what they raise."""
    with turn(pbx.pk, errand):
        try:
            yield driver_for(pbx)
        except (Withdrawn, HeldUp, LoginStopped):
            raise  # it was not asked
        except (NotSent, Unanswered) as error:
            silence.failed(pbx, error)
            raise
        except PbxError:
            silence.answered(pbx)  # a no is an answer
            raise
        silence.answered(pbx)
