"""Gives extensions to users, one by one, unless somebody else has changed them in the meantime."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.pbx.models import Pbx
from directory.models import Extension


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What shall become of an extension: whose it was when somebody chose, and whose it shall be (user names).

    An empty name is nobody. None leaves a tick as it is; a user's first phone rings first then.
    """

    number: str
    was: str
    username: str
    is_default: bool | None = None
    autoanswer: bool | None = None


@dataclass(slots=True)
class Applied:
    """What was done. `refusals` are sentences, one for each choice that was not carried out."""

    given: int = 0
    changed: int = 0
    taken_away: int = 0
    refusals: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        return _("Extensions given: %(given)d. Changed: %(changed)d. Taken away: %(taken)d.") % {
            "given": self.given,
            "changed": self.changed,
            "taken": self.taken_away,
        }


class _Refused(Exception):
    """This choice is not carried out; str() says why and what to do."""


def apply(pbx: Pbx, choices: Iterable[Choice]) -> Applied:
    """Carry the choices out. One that cannot be carried out keeps none of the others back."""
    choices = list(choices)
    wanted = {choice.username for choice in choices}
    users = {user.username: user for user in User.objects.filter(username__in=wanted, is_active=True)}
    applied = Applied()
    for choice in choices:
        try:
            with transaction.atomic():
                _apply(pbx, choice, users, applied)
        except _Refused as refusal:
            applied.refusals.append(str(refusal))
        except IntegrityError:
            applied.refusals.append(_changed_meanwhile(pbx, choice))
    return applied


def _apply(pbx: Pbx, choice: Choice, users: dict[str, User], applied: Applied) -> None:
    mine = Extension.objects.filter(pbx=pbx, number=choice.number, user__username=choice.was)
    if not choice.username:
        if choice.was and not mine.delete()[0]:
            raise _Refused(_changed_meanwhile(pbx, choice))
        applied.taken_away += bool(choice.was)
        return
    user = users.get(choice.username)
    if user is None:
        raise _Refused(
            _("Extension %(number)s: there is no active user %(user)s. Add the user first, or choose another.")
            % {"number": choice.number, "user": choice.username}
        )
    extension = mine.first() if choice.was else Extension(pbx=pbx, number=choice.number)
    if extension is None:
        raise _Refused(_changed_meanwhile(pbx, choice))
    is_new = extension.pk is None
    _give(extension, user, choice, is_new=is_new)
    applied.given += is_new
    applied.changed += not is_new


def _give(extension: Extension, user: User, choice: Choice, *, is_new: bool) -> None:
    """Write the row, if it is still as it was. The old default goes first: the database allows one at any moment."""
    stays = extension.user_id == user.pk
    others = user.extensions.exclude(pk=extension.pk)
    rings_first = choice.is_default
    if rings_first is None:
        rings_first = extension.is_default if stays else not others.filter(is_default=True).exists()
    extension.user = user
    extension.is_default = rings_first
    extension.autoanswer = extension.autoanswer if choice.autoanswer is None else choice.autoanswer
    _validate(extension)
    if rings_first:
        others.filter(is_default=True).update(is_default=False)
    if is_new:
        extension.save(force_insert=True)
        return
    unchanged = Extension.objects.filter(pk=extension.pk, user__username=choice.was)
    if not unchanged.update(user=user, is_default=rings_first, autoanswer=extension.autoanswer):
        raise _Refused(_changed_meanwhile(extension.pbx, choice))


def _validate(extension: Extension) -> None:
    try:
        extension.clean_fields(exclude={"user", "pbx"})
    except ValidationError as error:
        raise _Refused(f"{extension.number}: {' '.join(error.messages)}") from None


def _changed_meanwhile(pbx: Pbx, choice: Choice) -> str:
    owner = Extension.objects.filter(pbx=pbx, number=choice.number).values_list("user__username", flat=True).first()
    if owner is None:
        return _("Extension %s was taken away in the meantime. Look at the list again.") % choice.number
    return _("Extension %(number)s belongs to %(owner)s by now. Look at the list again, and choose anew.") % {
        "number": choice.number,
        "owner": owner,
    }
