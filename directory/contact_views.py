"""The doors to one contact: its page, writing it down anew, changing it, the bin and the way back out of it."""

from __future__ import annotations

from typing import IO, Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clicktocall.http import SignedInRequest
from directory import access, editing
from directory.binning import days_left
from directory.conflicts import reconcile
from directory.contact_forms import ContactSheet, draft_as_typed
from directory.drafts import Draft, NumberRow, draft_of
from directory.duplicates import MOST, likely_duplicates
from directory.editing import ChangedMeanwhile
from directory.favourites import favour, is_favourite
from directory.models import Contact, Photo
from directory.numbers import region_of
from directory.photos import NotAPhoto, keep_photo
from directory.reading import read_number
from directory.telling import history_of

forms = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """One contact with its history; one in the bin with the way back out. Who went into another leads there."""
    found = _seen(request, pk)
    if found.merged_into_id:
        return redirect("directory:contact", found.merged_into_id)
    return _page(request, found)


@forms
@never_cache
def add(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return _sheet_page(request, _sheet(request, _begun(request)))
    draft, answer = _written(request, None)
    if draft is None:
        return answer
    return _saved(request, editing.add(draft, by=request.user, region=region_of(request.user)))


@forms
@never_cache
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _changeable(request, pk)
    if request.method != "POST":
        return _sheet_page(request, _sheet(request, draft_of(found), found), found, photo=found.photo_key)
    draft, answer = _written(request, found)
    return answer if draft is None else _change(request, found, draft)


def _change(request: SignedInRequest, found: Contact, draft: Draft) -> HttpResponse:
    """The contact as it is now; or the sheet again, with what somebody else has changed since it was opened."""
    seen = int(request.POST["seen"])
    try:
        editing.change(found, draft, by=request.user, region=region_of(request.user), seen=seen)
    except ChangedMeanwhile as meanwhile:
        both = reconcile(found, draft, meanwhile.changes)
        return _sheet_page(
            request, _sheet(request, both.draft, found), found, both=both, photo=both.draft.photo, status=422
        )
    return _saved(request, found)


@require_POST
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    if not access.may_delete(request.user, found):
        raise Http404
    editing.delete(found, by=request.user)
    return _saved(request, found)


@require_POST
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    editing.restore(found, by=request.user)
    return _saved(request, found)


@require_POST
def favourite(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    wanted = request.POST.get("wanted") == "yes"
    favour(found, user=request.user, wanted=wanted)
    if not request.htmx:
        return redirect("directory:contact", pk)
    return render(request, "directory/_star.html", {"contact": found, "is_favourite": wanted})


@require_safe
@never_cache
def number(request: SignedInRequest) -> HttpResponse:
    """How a number is read while it is being typed, and who has it already. The field is named `…-typed`."""
    typed = next((request.GET[name] for name in request.GET if name.endswith("typed")), "")
    besides = {int(pk) for pk in request.GET.getlist("contact") if pk.isdecimal()}
    read = read_number(typed[:100], user=request.user, region=region_of(request.user), besides=besides)
    return render(request, "directory/_reading.html", {"read": read})


def _seen(request: SignedInRequest, pk: int) -> Contact:
    """What is in the bin is seen by those who may take it out again."""
    contacts = Contact.objects.seen_by(request.user).select_related("owner", "group", "merged_into", "source")
    found: Contact = get_object_or_404(contacts.prefetch_related("numbers", "emails", "tags"), pk=pk)
    if found.deleted_at and not access.may_delete(request.user, found):
        raise Http404
    return found


def _changeable(request: SignedInRequest, pk: int) -> Contact:
    found = _seen(request, pk)
    if not access.may_change(request.user, found):
        raise Http404
    return found


def _begun(request: SignedInRequest) -> Draft:
    """What a link to the empty sheet has filled in already: a name, a number."""
    number = request.GET.get("number", "")[:64]
    place = access.places_open_to(request.user)[0].value
    texts = {"kind": Contact.Kind.PERSON, "name": request.GET.get("name", "")[:200]}
    return Draft(texts=texts, numbers=(NumberRow(label="", typed=number),) if number else (), place=place)


def _sheet(request: SignedInRequest, draft: Draft, found: Contact | None = None, *, more: str = "") -> ContactSheet:
    return ContactSheet.of(
        draft,
        places=_places(request, found),
        region=region_of(request.user),
        seen=found.revision if found else 0,
        known=[int(word) for word in request.POST.get("known", "").split() if word.isdecimal()],
        more=more,
    )


def _places(request: SignedInRequest, found: Contact | None) -> list[access.Place]:
    """Where it may stand. One that stands where its editor could not have put it may stay there."""
    places = access.places_open_to(request.user)
    if found is None:
        return places
    if found.owner_id != request.user.pk:
        places = _without_mine(places)
    there = access.where_it_stands(found)
    return places if there.value in {place.value for place in places} else [there, *places]


def _without_mine(places: list[access.Place]) -> list[access.Place]:
    """Nobody puts a contact of somebody else on a shelf that only its owner sees, and would lose it so."""
    return [place for place in places if place.value != Contact.Shelf.PERSONAL]


def _written(request: SignedInRequest, found: Contact | None) -> tuple[Draft | None, HttpResponse]:
    """What the sheet says; or None, and the sheet again with what is missing, wrong or doubtful."""
    photo, fault = _photo(request)
    region = region_of(request.user)
    if more := request.POST.get("more", ""):
        again = _sheet(request, draft_as_typed(request.POST, photo=photo), found, more=more)
        again.contact.initial["seen"] = request.POST.get("seen", "0")
        return None, _sheet_page(request, again, found, more=more, photo=photo, photo_fault=fault)
    sheet = ContactSheet.filled_in(request.POST, places=_places(request, found), region=region)
    if not sheet.is_valid or fault:
        return None, _sheet_page(request, sheet, found, status=422, photo=photo, photo_fault=fault)
    draft = sheet.draft(photo=photo)
    if found and sheet.seen != found.revision:
        return draft, HttpResponse()  # first they are told what somebody else has changed meanwhile
    likely = likely_duplicates(
        draft,
        user=request.user,
        region=region,
        before=draft_of(found) if found else None,
        besides=sheet.contact.acknowledged() | ({found.pk} if found else set()),
    )
    if likely:
        known = sheet.contact.acknowledged() | {one.contact.pk for one in likely}
        about = {"likely": likely[:MOST], "likely_too": len(likely[MOST:]), "known": sorted(known)}
        return None, _sheet_page(request, sheet, found, status=422, photo=photo, **about)
    return draft, HttpResponse()


def _photo(request: SignedInRequest) -> tuple[str, str]:
    """The key of the photo that the sheet has now, and what is wrong with the one that was chosen for it.

    A chosen file is kept at once: a browser would not send it again with a sheet that comes back.
    """
    known = request.POST.get("photo_key", "")[:32]
    if file := request.FILES.get("photo"):
        try:
            return keep_photo(cast("IO[bytes]", file), size=file.size or 0).key, ""
        except NotAPhoto as fault:
            return known, str(fault)
    is_kept = known and "remove_photo" not in request.POST and Photo.objects.filter(key=known).exists()
    return (known if is_kept else ""), ""


def _saved(request: SignedInRequest, found: Contact) -> HttpResponse:
    """The page of the contact as it is now. htmx gets it in the place of the sheet, under its own address.

    Who is at that address already stays there, so that Back leads to where they came from.
    """
    address = reverse("directory:contact", args=[found.pk])
    if not request.htmx:
        return redirect(address)
    response = _page(request, _seen(request, found.pk))
    if request.htmx.current_url_abs_path != address:
        response.headers["HX-Push-Url"] = address
    return response


def _page(request: SignedInRequest, found: Contact) -> HttpResponse:
    apart = _apart(request, found)
    context = {
        "contact": found,
        "region": region_of(request.user),
        "history": history_of(found, user=request.user, apart=apart),
        "may_change": access.may_change(request.user, found),
        "may_delete": access.may_delete(request.user, found),
        "days_left": days_left(found),
        "merged": apart,
        "is_favourite": is_favourite(found, user=request.user),
    }
    return _rendered(request, "contact", context)


def _apart(request: SignedInRequest, found: Contact) -> list[Contact]:
    """Those that have gone into the contact, as far as the user may take them out again."""
    if found.deleted_at or not access.may_change(request.user, found):
        return []
    return [other for other in found.merged_from.gone() if access.may_delete(request.user, other)]


def _sheet_page(
    request: SignedInRequest, sheet: ContactSheet, found: Contact | None = None, *, status: int = 200, **context: Any
) -> HttpResponse:
    return _rendered(request, "contact_sheet", {"sheet": sheet, "contact": found, **context}, status=status)


def _rendered(request: SignedInRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page, or for htmx the part that it is about."""
    is_part = request.htmx and not request.htmx.history_restore_request
    response = render(request, f"directory/{'_' if is_part else ''}{name}.html", context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response
