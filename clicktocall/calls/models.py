"""A call, its two sides, and the ledger of what happened to it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clicktocall.accounts.models import User
from clicktocall.calls.choices import DispositionChoice, LegStateChoice, SideChoice
from clicktocall.numbering.classifying import NumberClass
from clicktocall.pbx.drivers.base import DialOrder
from clicktocall.pbx.models import Pbx
from clicktocall.statements import Given
from directory.models import Contact, Extension, PartyChoice

HOLDS = ~Q(status="ended") & Q(gave_way_at=None)  # keeps its phone from the next call
NO_CHANNEL = "~"
"""Begins the name that we give a telephone whose channelid the PBX has not told."""


class CallQuerySet(models.QuerySet["Call"]):
    """Rules about many calls. Each method narrows or prepares; none of them rings anybody."""

    def live(self) -> Self:
        return self.exclude(status=Call.Status.ENDED)

    def of(self, user: User | Given) -> Self:
        return self.filter(user=user)

    def seen_by(self, user: User) -> Self:
        """Their own; all, for staff who may view calls."""
        return self.all() if user.is_staff and user.has_perm("calls.view_call") else self.of(user)

    def for_the_timeline(self) -> Self:
        """One call with all that happened, in three queries."""
        return self.select_related("pbx", "user").prefetch_related("legs", "events")

    def for_the_live_line(self, since: datetime | Given) -> Self:
        """Calls that go on, and those that ended after `since`; what ended last comes last."""
        shown = Q(ended_at=None) | Q(ended_at__gte=since)
        return self.filter(shown).select_related("pbx").order_by("ended_at", "placed_at")

    def recent(self) -> Self:
        """Newest first. Uses the index call_history."""
        return self.order_by("-placed_at")

    def queued_before(self, moment: datetime) -> Self:
        """Clicks that have waited since before `moment`. Uses the index call_live."""
        return self.filter(status=Call.Status.QUEUED, placed_at__lt=moment)

    def without_callid(self) -> Self:
        """Sent, or about to be, and not answered. Uses the index call_live."""
        asked = (Call.Status.DIALING, Call.Status.RINGING_CALLER, Call.Status.RINGING_CALLEE)
        return self.filter(status__in=asked, callid="")

    def holding(self) -> Self:
        """Live calls that keep their phone from the next one."""
        return self.filter(HOLDS)

    def of_caller(self, call: Call) -> Self:
        """Those in which that phone or own number is rung first."""
        own = Q(caller_e164=call.caller_e164) if call.caller_e164 else Q(extension=call.extension)
        return self.filter(own)

    def known_as(self, pbx: Pbx | Given, callid: str | Given) -> Self:
        """The calls of that callid, the one that goes on or came last first. Uses the index call_by_callid."""
        return self.filter(pbx=pbx, callid=callid).exclude(callid="").order_by(F("ended_at").desc(nulls_first=True))

    def unheard_since(self, moment: datetime) -> Self:
        """Calls that the PBX has and of which we have heard nothing since `moment`. Uses the index call_live."""
        return self.live().exclude(callid="").filter(heard_at__lt=moment)


class Call(models.Model):
    """One click. This row is the truth about it; the queue only carries its id."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting to be dialled")
        DIALING = "dialing", _("asking the PBX")
        RINGING_CALLER = "ringing_caller", _("your phone is ringing")
        RINGING_CALLEE = "ringing_callee", _("their phone is being rung")
        TALKING = "talking", _("connected")
        ENDED = "ended", _("ended")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("answered")
        NO_ANSWER = "no_answer", _("no answer")
        BUSY = "busy", _("busy")
        REJECTED = "rejected", _("declined")
        CALLER_NO_ANSWER = "caller_no_answer", _("you did not pick up")
        CANCELLED = "cancelled", _("cancelled")
        REFUSED = "refused", _("refused by the PBX")
        INVALID_NUMBER = "invalid_number", _("not a number the PBX can call")
        UNREACHABLE = "unreachable", _("PBX not reachable")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("waited too long, not dialled")
        UNKNOWN = "unknown", _("unknown")

    class Steer(models.TextChoices):
        HOLD = "hold", _("hold")
        RESUME = "resume", _("resume")
        TRANSFER = "transfer", _("transfer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calls")
    extension = models.ForeignKey(Extension, on_delete=models.SET_NULL, null=True, related_name="calls")
    pbx = models.ForeignKey(Pbx, on_delete=models.PROTECT, related_name="calls", verbose_name=_("PBX"))
    key = models.CharField(_("idempotency key"), max_length=128, editable=False)

    # What was clicked, and who that was at the time
    typed = models.CharField(_("as typed"), max_length=100)
    e164 = models.CharField(_("number"), max_length=20, blank=True)
    number_class = models.CharField(_("class of the number"), max_length=16, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    caller_class = models.CharField(_("class of an outside number that is rung first"), max_length=16, blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="calls")
    contact_name = models.CharField(_("name"), max_length=200, blank=True)
    callee_kind = models.CharField(_("kind of callee"), max_length=16, choices=PartyChoice, blank=True)

    # What the PBX is sent
    caller = models.CharField(_("caller"), max_length=32)
    caller_kind = models.CharField(
        _("kind of caller"), max_length=16, choices=PartyChoice, default=PartyChoice.EXTENSION
    )
    caller_name = models.CharField(_("name of the caller"), max_length=100, blank=True)
    caller_e164 = models.CharField(_("number of the caller"), max_length=20, blank=True)
    callee = models.CharField(_("digits sent"), max_length=64)
    autoanswer = models.BooleanField(_("answers by itself"), default=False)
    dial_permission = models.CharField(_("dial permission"), max_length=16, blank=True)

    # Where it is and how it ended
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.QUEUED)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    code = models.CharField(_("PBX's own word"), max_length=80, blank=True)
    callid = models.CharField(_("callid"), max_length=100, blank=True)
    failed_as = models.CharField(_("failure reported"), max_length=16, choices=DispositionChoice, blank=True)
    failed_side = models.CharField(_("on which side"), max_length=8, choices=SideChoice, blank=True)
    cdr_as = models.CharField(_("disposition of the CDR"), max_length=16, choices=DispositionChoice, blank=True)
    hang_up_requested_at = models.DateTimeField(_("hang-up asked for"), null=True)

    # What its user wants done with it while it goes on: one thing at a time
    steer = models.CharField(_("asked of the PBX now"), max_length=8, choices=Steer, blank=True)
    steer_asked_at = models.DateTimeField(_("asked for"), null=True)
    steer_taken_at = models.DateTimeField(_("taken to the PBX"), null=True)
    steer_failed = models.TextField(_("why that did not work"), blank=True)
    transfer_to = models.CharField(_("transfer to"), max_length=40, blank=True)
    transfer_whom = models.CharField(_("who that is"), max_length=200, blank=True)
    transfer_permission = models.CharField(_("dial permission of the transfer"), max_length=16, blank=True)
    transferred_at = models.DateTimeField(_("transferred"), null=True)
    transfer_class = models.CharField(_("class of the number it was sent on to"), max_length=16, blank=True)
    transfer_country = models.CharField(_("country it was sent on to"), max_length=2, blank=True)
    onward_ended_at = models.DateTimeField(_("ended between those left in it"), null=True)

    # When
    placed_at = models.DateTimeField(_("placed"), default=timezone.now)
    claimed_at = models.DateTimeField(_("taken by a worker"), null=True)
    lost_at = models.DateTimeField(_("answer of the PBX lost"), null=True)
    heard_at = models.DateTimeField(_("last heard of"), null=True)
    gone_at = models.DateTimeField(_("no longer at the PBX"), null=True)
    gave_way_at = models.DateTimeField(_("has given its phone to an emergency call"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    billed_talk_seconds = models.PositiveIntegerField(_("talk time of the CDR"), null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(name="one_call_per_key", fields=["user", "key"]),
            models.UniqueConstraint(name="one_live_call_per_extension", fields=["extension"], condition=HOLDS),
            models.UniqueConstraint(
                name="one_live_call_per_own_number",
                fields=["caller_e164"],
                condition=~Q(status="ended") & ~Q(caller_e164="") & Q(gave_way_at=None),
            ),
            models.CheckConstraint(
                name="call_has_dial_permission", condition=Q(caller_kind="extension") | ~Q(dial_permission="")
            ),
            models.CheckConstraint(name="call_ended_xor_no_outcome", condition=Q(status="ended") ^ Q(outcome="")),
            models.CheckConstraint(name="call_ended_xor_no_end", condition=Q(status="ended") ^ Q(ended_at=None)),
        ]
        indexes = [
            models.Index(name="call_history", fields=["user", "-placed_at"]),
            # What the sweeper looks through every few seconds: the handful that goes on, never the history.
            models.Index(name="call_live", fields=["status", "placed_at"], condition=~Q(status="ended")),
            models.Index(name="call_onward", fields=["transferred_at"], condition=~Q(transferred_at=None)),
            models.Index(
                name="call_unexplained", fields=["pbx", "ended_at"], condition=Q(outcome__in=["unknown", "failed"])
            ),
            models.Index(name="call_just_ended", fields=["user", "ended_at"]),  # the live line
            models.Index(name="call_by_callid", fields=["pbx", "callid"], condition=~Q(callid="")),  # each event
        ]

    def __str__(self) -> str:
        return f"{self.caller} → {self.whom}"

    @property
    def is_live(self) -> bool:
        return self.status != self.Status.ENDED

    @property
    def is_emergency(self) -> bool:
        return self.number_class == NumberClass.EMERGENCY

    @property
    def whom(self) -> str:
        return self.contact_name or self.e164 or self.callee

    @property
    def talk_seconds(self) -> int | None:
        """How long both sides were connected, in whole seconds; None while nobody has answered.

        The PBX's own figure if a CDR came, else ours from answered to ended, which may be up to one query too long.
        """
        billed = None if self.is_live else self.billed_talk_seconds
        if billed or (billed is not None and self.outcome == Call.Outcome.ANSWERED):
            return billed
        if self.answered_at is None:
            return None
        return int(((self.ended_at or timezone.now()) - self.answered_at).total_seconds())

    def order(self) -> DialOrder:
        return DialOrder(
            caller=self.caller, callee=self.callee, autoanswer=self.autoanswer, dial_permission=self.dial_permission
        )


class Leg(models.Model):
    """One telephone of a call, as the PBX reports it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="legs")
    side = models.CharField(_("side"), max_length=8, choices=SideChoice)
    number = models.CharField(_("number"), max_length=40, blank=True)
    channelid = models.CharField(_("channelid"), max_length=100)
    state = models.CharField(_("state"), max_length=16, choices=LegStateChoice)
    raw_state = models.CharField(_("PBX's own word"), max_length=32, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    rang_at = models.DateTimeField(_("said to ring"), null=True)
    ringback_at = models.DateTimeField(_("said to hear it ring"), null=True)
    lifted_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="leg_once_per_call", fields=["call", "channelid"])]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.number} {self.get_state_display()}"

    @property
    def has_channel(self) -> bool:
        """Whether the PBX has told the channelid; without it nothing can be done to this telephone alone."""
        return not self.channelid.startswith(NO_CHANNEL)


class CallEvent(models.Model):
    """One step in the life of a call. Rows are added, never changed.

    That it was placed and that a worker took it stand in the call itself: `placed_at` and `claimed_at`.
    """

    class Source(models.TextChoices):
        USER = "user", _("the user")
        WORKER = "worker", _("dialling")
        EVENT = "event", _("event of the PBX")
        QUERY = "query", _("question to the PBX")
        SWEEPER = "sweeper", _("the sweeper")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("at"), default=timezone.now)
    source = models.CharField(_("from"), max_length=8, choices=Source)
    status = models.CharField(_("status"), max_length=16, choices=Call.Status, blank=True)
    detail = models.TextField(_("what"), blank=True)
    code = models.CharField(_("PBX's own word"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("timeline")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S} {self.status} {self.detail}".strip()
