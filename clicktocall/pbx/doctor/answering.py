"""Whether the PBX has answered what calls asked of it, and what becomes of new calls if not."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clicktocall.pbx import silence
from clicktocall.pbx.doctor.findings import Finding, State, finding
from clicktocall.pbx.models import Pbx


def answering(pbx: Pbx) -> Finding:
    """Read from its row, after this visit has been noted there: as one answer, or as one failure."""
    if not pbx.failures or pbx.silent_since is None:
        return finding("answering", State.GOOD, _("No request was left without an answer lately."))
    facts = (
        (_("No answer since"), silence.since(pbx)),
        (_("Requests without an answer"), str(pbx.failures)),
        (_("What went wrong last"), pbx.failed_for),
    )
    if pbx.failures < settings.PBX_SILENT_AFTER_FAILURES:
        means = ngettext(
            "%d request was left without an answer.", "%d requests in a row were left without an answer.", pbx.failures
        )
        to_do = _("After %d, new calls are refused at once until it answers again.")
        return finding(
            "answering", State.WARNING, means % pbx.failures,
            to_do=to_do % settings.PBX_SILENT_AFTER_FAILURES, facts=facts,
        )  # fmt: skip
    if not pbx.is_silent:
        return finding(
            "answering", State.BAD, _("The PBX did not answer, and nobody has asked it again for a while."),
            to_do=_("See that a worker is running and, once only, the clock (beat)."), facts=facts,
        )  # fmt: skip
    return finding(
        "answering", State.BAD,
        _("New calls are refused at once: the PBX has not answered since %s.") % silence.since(pbx),
        to_do=_("Mend what is bad above. It is asked every few seconds, and calls are placed as soon as it answers."),
        facts=facts,
    )  # fmt: skip
