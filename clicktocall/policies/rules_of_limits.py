"""One limit as the clicks use it, and the sentence with which it says no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clicktocall.policies.hours import moment_in_words
from clicktocall.policies.models.limits import Limit, Scope, Window
from clicktocall.policies.windows import begin_of, end_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose calls are counted."""

    scope: Scope
    pk: int

    def __str__(self) -> str:
        return f"{self.scope.value}:{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRule:
    """`classes` empty: every class of number. `user_id`, `group_id` and `pbx_id` narrow for whom it holds."""

    pk: int
    name: str
    scope: Scope
    user_id: int | None
    group_id: int | None
    pbx_id: int | None
    classes: frozenset[str]
    window: Window
    most_calls: int | None
    most_minutes: int | None
    whom_to_ask: str

    def subject(self, *, user_id: int, groups: frozenset[int], pbx_id: int) -> Subject | None:
        """Whose calls this limit counts when that user calls through that PBX; None: it does not hold for the call."""
        holds = (
            self.user_id in {None, user_id}
            and (self.group_id is None or self.group_id in groups)
            and self.pbx_id in {None, pbx_id}
        )
        of = {Scope.USER: user_id, Scope.GROUP: self.group_id, Scope.PBX: pbx_id}[self.scope]
        return Subject(scope=self.scope, pk=of) if holds and of is not None else None

    def counts(self, number_class: str) -> bool:
        return not self.classes or number_class in self.classes

    @property
    def allows_none(self) -> bool:
        """Whether waiting would not help: nothing becomes free when the next window begins."""
        return self.most_calls == 0 or self.most_minutes == 0

    def in_words(self) -> str:
        """For staff: what it allows."""
        if self.allows_none:
            return _("no call at all")
        most = [self._most(of_minutes=False)] if self.most_calls is not None else []
        most += [self._most(of_minutes=True)] if self.most_minutes is not None else []
        return f"{_(' and ').join(most)} {self.window.label}"

    def sentence(self, *, at: datetime, zone: ZoneInfo, of_minutes: bool = False) -> str:
        """What users read when nothing of it is left."""
        if self.allows_none:
            said = _("The limit “%(limit)s” allows no such call at all, at no time.") % {"limit": self.name}
            return f"{said} {self._ask()}"
        words = {"limit": self.name, "most": self._most(of_minutes=of_minutes)}
        if self.window is Window.AT_ONCE:
            said = _("The limit “%(limit)s” is reached: %(most)s at the same time. Call again when one has ended.")
            return f"{said % words} {self._ask()}"
        words["window"] = str(self.window.label)
        words["moment"] = moment_in_words(end_of(self.window, at, zone))
        said = _("The limit “%(limit)s” is used up: %(most)s %(window)s. You can call again from %(moment)s.")
        return f"{said % words} {self._ask()}"

    def sentence_of_calls_that_go_on(self) -> str:
        """The same where only calls that have just begun stand before it: what they leave can be used."""
        words = {"limit": self.name, "most": self._most(of_minutes=True), "window": str(self.window.label)}
        said = _(
            "The limit “%(limit)s”, %(most)s %(window)s, may be used up by calls that go on. "
            "Call again when one has ended."
        )
        return f"{said % words} {self._ask()}"

    def begins(self, at: datetime, zone: ZoneInfo) -> datetime:
        return begin_of(self.window, at, zone)

    def _most(self, *, of_minutes: bool) -> str:
        if of_minutes:
            return ngettext("%(count)d minute", "%(count)d minutes", self.most_minutes or 0) % {
                "count": self.most_minutes
            }
        return ngettext("%(count)d call", "%(count)d calls", self.most_calls or 0) % {"count": self.most_calls}

    def _ask(self) -> str:
        if self.whom_to_ask:
            return _("Ask %(whom)s if you need more.") % {"whom": self.whom_to_ask}
        return _("Ask your administrator if you need more.")


def limit_of(limit: Limit) -> LimitRule:
    return LimitRule(
        pk=limit.pk,
        name=limit.name,
        scope=Scope(limit.scope),
        user_id=limit.user_id,
        group_id=limit.group_id,
        pbx_id=limit.pbx_id,
        classes=frozenset(limit.classes),
        window=Window(limit.window),
        most_calls=limit.most_calls,
        most_minutes=limit.most_minutes,
        whom_to_ask=limit.whom_to_ask,
    )
