"""The number that was typed, as the first row of the results: made at each digit, like the rows of contacts."""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clicktocall.blanks import escaped, filler
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.viewpoint import sent_as
from clicktocall.numbering.parsing import Number
from directory.parties import Party
from directory.previewing import Preview


def typed_row(
    number: Number, written: str, party: Party, *, typed: str, click: Preview | None, forewarning: Forewarning | None
) -> SafeString:
    """Whose it is, or how to add it as it was `typed`. `click` is what a click would send; None without a phone."""
    to, told = number.e164 or number.digits, click.tooltip if click else ""
    texts = {
        "written": escaped(written),
        "name": escaped(party.name),
        "what": escaped(party.kind_words),
        "address": reverse("directory:contact", args=[party.contact.pk]) if party.contact else "",
        "add": f"{reverse('directory:add')}?number={quote(typed)}",
        "title": escaped(told),
        "sent": sent_as(click) if click and not click.is_as_written else "",
        "to": escaped(to),
        "mark": forewarning.mark(to, told=told) if forewarning else "",
        "called": escaped(_("Call %(whom)s") % {"whom": party.name or written}),
    }
    return SafeString(filler()("directory/_typed_number.html", texts, kind=party.kind.value))
