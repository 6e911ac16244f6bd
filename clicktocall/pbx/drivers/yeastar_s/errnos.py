"""The S-Series' error numbers: what each means for people, and which exception it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.drivers.base import Disposition, LoginStopped, NoSuchCall, PbxError, Refused, Unanswered

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOKEN_ERRNOS = frozenset({"20004", "20005", "20006"})
"""No such token, blank token, token timed out: refused before acting, so a new login may repeat the request."""

CALL_IS_OVER = frozenset({"10005", "10007"})
LOGIN_IS_REFUSED = frozenset({"20002", "20003"})
MAY_HAVE_ACTED = frozenset({"20010"})

MISPRINTED: Mapping[str, str] = MappingProxyType({"100024": "10024"})
"""How the guide of API 1.1.0 has some of them, at extension/dial_outbound; a PBX may have them from there."""

DISPOSITIONS: Mapping[str, Disposition] = MappingProxyType(
    {
        "10011": Disposition.INVALID_NUMBER,
        "10024": Disposition.NOT_PERMITTED,
        "10028": Disposition.INVALID_NUMBER,
        "10031": Disposition.INVALID_NUMBER,
    }
)

_REPORT = _("Tell your administrator, with the code.")
_CHECK_NUMBER = _("Check the number and try again.")
_CHECK_PBX = _("Look at it in the PBX's own web pages.")
_AGAIN = _("Try again in a moment.")
_UPDATE = _("Update the PBX's firmware: the API needs 30.13.0.30 or later.")
_NEW_LINK = _("Ask for it once more.")

# Source: Yeastar S-Series API 2.0.0, error codes. Where that table has gaps (10034-10041, 10083-10084, 10088-10139),
# no meaning is known.
SENTENCES: Mapping[str, tuple[StrOrPromise, StrOrPromise]] = MappingProxyType(
    {
        "10002": (_("The PBX did not understand the form of the request."), _UPDATE),
        "10003": (_("The PBX does not know this kind of request."), _UPDATE),
        "10004": (_("The PBX missed something in the request."), _REPORT),
        "10005": (_("The PBX does not know this call any more."), _("It is over.")),
        "10006": (_("The PBX has no such extension."), _("Choose another phone, or have it created on the PBX.")),
        "10007": (_("The PBX has no such call any more."), _("It is over.")),
        "10008": (
            _("The PBX says that your own phone is not free."),
            _("Hang up there first, or see that it is plugged in, then try again."),
        ),
        "10009": (_("This extension may not be monitored."), _CHECK_PBX),
        "10010": (_("The extension's monitor mode does not allow this."), _CHECK_PBX),
        "10011": (_("The number you called does not exist."), _CHECK_NUMBER),
        "10012": (_("The PBX has no such voice menu (IVR)."), _CHECK_NUMBER),
        "10013": (_("The PBX has no such queue."), _CHECK_NUMBER),
        "10014": (_("The PBX has no such ring group."), _CHECK_NUMBER),
        "10015": (_("The call is not connected."), _("Wait until it is answered.")),
        "10016": (_("The incoming call was accepted or refused too late."), _("Look at your phone.")),
        "10017": (_("The PBX could not change the extension."), _CHECK_PBX),
        "10018": (_("The PBX could not change the voice menu (IVR)."), _CHECK_PBX),
        "10019": (_("The PBX could not change the queue."), _CHECK_PBX),
        "10020": (_("The PBX could not save the alarm."), _CHECK_PBX),
        "10021": (_("The PBX has no such alarm."), _CHECK_PBX),
        "10022": (_("The PBX has this alarm already."), _CHECK_PBX),
        "10023": (_("The PBX has no such audio file."), _("Upload it to the PBX first.")),
        "10024": (
            _("This extension may not call outside numbers."),
            _("Choose another phone, or have an outbound route opened for it on the PBX."),
        ),
        "10025": (_("The PBX's configuration was changed too often in a short time."), _AGAIN),
        "10026": (_("The PBX has no such GSM module."), _CHECK_PBX),
        "10027": (_("All mobile lines of the PBX are in use."), _("Try again when one is free.")),
        "10028": (_("The number is empty."), _("Enter a number.")),
        "10029": (_("The PBX could not open the text message."), _AGAIN),
        "10030": (_("The text message is empty."), _("Write something first.")),
        "10031": (_("The PBX has no route for this number."), _CHECK_NUMBER),
        "10032": (_("The PBX says that the password is wrong."), _("Enter it again.")),
        "10033": (_("The PBX could not save the extension's outbound routes."), _CHECK_PBX),
        "10042": (_("The trunk's name is wrong."), _CHECK_PBX),
        "10043": (_("The trunk's name is in use already."), _CHECK_PBX),
        "10044": (_("The trunk's type is wrong."), _CHECK_PBX),
        "10045": (_("The trunk's host is wrong."), _CHECK_PBX),
        "10046": (_("The trunk's port is wrong."), _CHECK_PBX),
        "10047": (_("The trunk's domain is wrong."), _CHECK_PBX),
        "10048": (_("The trunk's user name is wrong."), _CHECK_PBX),
        "10049": (_("The trunk's user name is in use already."), _CHECK_PBX),
        "10050": (_("The trunk's authentication name is wrong."), _CHECK_PBX),
        "10051": (_("The trunk's From header is wrong."), _CHECK_PBX),
        "10052": (_("The trunk's authentication password is wrong."), _CHECK_PBX),
        "10053": (_("The extension of a trunk's outgoing number does not exist."), _CHECK_PBX),
        "10054": (_("The extension group of a trunk's outgoing number does not exist."), _CHECK_PBX),
        "10055": (_("A trunk's outgoing number is wrong."), _CHECK_PBX),
        "10056": (_("A trunk's outgoing number is too long or too short."), _CHECK_PBX),
        "10057": (_("The name of a trunk's outgoing number is wrong."), _CHECK_PBX),
        "10058": (_("The name of a trunk's outgoing number is too long or too short."), _CHECK_PBX),
        "10059": (_("The name of a trunk's outgoing number has a wrong form."), _CHECK_PBX),
        "10060": (_("The PBX has no room for another trunk."), _CHECK_PBX),
        "10061": (_("The PBX could not delete the trunk."), _CHECK_PBX),
        "10062": (_("The PBX has no such trunk."), _CHECK_PBX),
        "10063": (_("The inbound route's name is wrong."), _CHECK_PBX),
        "10064": (_("The inbound route's name is in use already."), _CHECK_PBX),
        "10065": (_("The inbound route's own number is wrong."), _CHECK_PBX),
        "10066": (_("The inbound route's pattern of callers is wrong."), _CHECK_PBX),
        "10067": (_("The inbound route's trunk does not exist."), _CHECK_PBX),
        "10068": (_("The inbound route's kind of destination is wrong."), _CHECK_PBX),
        "10069": (_("The inbound route's destination is wrong."), _CHECK_PBX),
        "10070": (_("The PBX has no room for another inbound route."), _CHECK_PBX),
        "10071": (_("The PBX could not delete the inbound route."), _CHECK_PBX),
        "10072": (_("The PBX has no such inbound route."), _CHECK_PBX),
        "10073": (_("The outbound route's name is wrong."), _CHECK_PBX),
        "10074": (_("The outbound route's name is in use already."), _CHECK_PBX),
        "10075": (_("The outbound route's prefix is wrong."), _CHECK_PBX),
        "10076": (_("The outbound route strips a wrong number of digits."), _CHECK_PBX),
        "10077": (_("What the outbound route puts before a number is wrong."), _CHECK_PBX),
        "10078": (_("The outbound route's trunk does not exist."), _CHECK_PBX),
        "10079": (_("The outbound route's extension does not exist."), _CHECK_PBX),
        "10080": (_("The outbound route's extension group does not exist."), _CHECK_PBX),
        "10081": (_("The PBX has no room for another outbound route."), _CHECK_PBX),
        "10082": (_("The PBX could not delete the outbound route."), _CHECK_PBX),
        "10085": (_("The PBX has this extension already."), _CHECK_PBX),
        "10086": (_("The PBX could not delete the extension."), _CHECK_PBX),
        "10087": (_("The PBX has no room for another extension."), _CHECK_PBX),
        "10140": (_("The PBX did not accept the contact's fields."), _("Check them and save again.")),
        "20000": (_("The PBX wanted JSON and did not see any."), _REPORT),
        "20001": (
            _("The PBX saw a GET where a POST was sent."),
            _("Something on the way changes our requests: check the address in the PBX's settings."),
        ),
        "20002": (
            _("The PBX has locked us out after wrong passwords."),
            _("Wait ten minutes, or remove our address from the PBX's list of blocked ones."),
        ),
        "20003": (
            _("The PBX did not accept the API user name or password."),
            _("Have an administrator enter them again in the PBX's settings."),
        ),
        "20004": (_("The PBX does not know our login any more, though it is new."), _AGAIN),
        "20005": (_("The PBX did not see our login."), _REPORT),
        "20006": (_("The PBX says that our login has run out, though it is new."), _("Check the PBX's clock.")),
        "20007": (_("The PBX received no data."), _REPORT),
        "20008": (_("The PBX does not accept the port for its events."), _("Check the address for events.")),
        "20009": (_("The PBX received an empty request."), _REPORT),
        "20010": (
            _("The PBX took the request, but could not say what became of it."),
            _("See what it did before you try again."),
        ),
        "20011": (_("The PBX did not accept where its events shall go."), _("Check the address for events.")),
        "20012": (_("The link to the recording is not valid any more."), _NEW_LINK),
        "20013": (_("The PBX did not accept the characters of its picture."), _AGAIN),
        "20014": (_("The recording is not on the PBX any more."), _CHECK_PBX),
        "20015": (_("This address may not download from the PBX."), _CHECK_PBX),
        "20016": (_("The PBX did not understand the state of the voice message."), _REPORT),
        "20017": (_("The link to the voice message is not valid any more."), _NEW_LINK),
        "20018": (_("The voice message is not on the PBX any more."), _CHECK_PBX),
        "20019": (_("The PBX did not understand the dates of the call records."), _REPORT),
        "20020": (_("The link to the call records is not valid any more."), _NEW_LINK),
        "20021": (_("The PBX has no call records of that time."), _("Choose other dates.")),
        "30001": (_("Something went wrong inside the PBX."), _AGAIN),
        "30003": (
            _("The PBX's API is not running."),
            _("Switch it off and on again on the PBX, under Settings > PBX > General > API."),
        ),
    }
)


def error_of(errno: str) -> PbxError:
    """What the PBX said no with, as an exception for the caller to raise. An unknown number is a plain refusal."""
    meant = MISPRINTED.get(errno, errno)
    sentence = _sentence(meant)
    if errno in CALL_IS_OVER:
        return NoSuchCall(sentence, code=errno)
    if errno in LOGIN_IS_REFUSED:
        return LoginStopped(sentence, code=errno)
    if errno in MAY_HAVE_ACTED:
        return Unanswered(sentence, code=errno)
    return Refused(sentence, code=errno, disposition=DISPOSITIONS.get(meant))


def _sentence(errno: str) -> str:
    if errno in SENTENCES:
        return " ".join(str(part) for part in SENTENCES[errno])
    if not errno:
        return gettext("The PBX said no, without saying why. Try again in a moment, or dial on your phone.")
    return gettext(
        "The PBX answered with code %(errno)s. Try again in a moment; if it goes on, tell your administrator."
    ) % {"errno": errno}
