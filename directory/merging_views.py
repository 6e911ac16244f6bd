"""The doors to merging two contacts and to taking them apart again, and the bin."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clicktocall.http import SignedInRequest
from directory import access, uniting
from directory.binning import days_left, in_the_bin
from directory.drafts import draft_of
from directory.duplicates import MOST, likely_duplicates
from directory.editing import ChangedMeanwhile
from directory.models import Contact
from directory.numbers import region_of
from directory.search import find

FOUND = 10
LONGEST_QUERY = 100


@require_safe
@never_cache
def choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """With which other contact one is merged: those that look like it, and those that are searched for."""
    keep = _mine(request, pk)
    q = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    region = region_of(request.user)
    likely = likely_duplicates(draft_of(keep), user=request.user, region=region, besides={keep.pk})[:MOST]
    context = {
        "contact": keep,
        "q": q,
        "found": [(one, access.may_delete(request.user, one)) for one in _found(request, q, besides=keep)],
        "likely": [(one, access.may_delete(request.user, one.contact)) for one in likely],
    }
    return render(request, "directory/merge_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def merge(request: SignedInRequest, pk: int, other_pk: int) -> HttpResponse:
    """What would become of the two; POST with `do` makes it so, any other POST shows it with what was chosen."""
    keep, other, region = _mine(request, pk), _mine(request, other_pk, gives_up=True), region_of(request.user)
    if keep == other:
        raise Http404
    chosen = {field: request.POST[field] for field in uniting.CHOSEN if field in request.POST}
    refusal = ""
    if "do" in request.POST:
        try:
            seen = tuple(int(request.POST.get(name, "0")) for name in ("seen", "seen_other"))
            uniting.unite(keep, other, by=request.user, chosen=chosen, region=region, seen=(seen[0], seen[1]))
        except (ChangedMeanwhile, ValueError):
            refusal = _("One of the two has been changed meanwhile. Look at them again, then merge.")
        else:
            return redirect("directory:contact", keep.pk)
    shown = uniting.preview(keep, other, chosen=chosen, region=region)
    context = {
        "contact": keep,
        "other": other,
        "shown": shown,
        "refusal": refusal,
        "stands": access.where_it_stands(keep),
        "has_stood": access.where_it_stands(other),
        "days": settings.KEEP_DELETED_DAYS,
    }
    return render(request, "directory/merge.html", context, status=422 if refusal else 200)


@require_POST
def take_apart(request: SignedInRequest, pk: int) -> HttpResponse:
    other = get_object_or_404(Contact.objects.seen_by(request.user).select_related("merged_into"), pk=pk)
    keep = other.merged_into
    if not access.may_delete(request.user, other) or (keep and not access.may_change(request.user, keep)):
        raise Http404
    uniting.take_apart(other, by=request.user, region=region_of(request.user))
    return redirect("directory:contact", pk)


@require_safe
@never_cache
def the_bin(request: SignedInRequest) -> HttpResponse:
    """What was deleted or merged and can still be brought back."""
    q, after = request.GET.get("q", "").strip()[:100], request.GET.get("after", "")
    page = in_the_bin(request.user, q=q, after=int(after) if after.isdecimal() and len(after) < 19 else 0)
    gone = [(contact, days_left(contact)) for contact in page.contacts]
    context = {"gone": gone, "q": q, "after": page.after, "days": settings.KEEP_DELETED_DAYS}
    return render(request, "directory/bin.html", context)


def _found(request: SignedInRequest, q: str, *, besides: Contact) -> list[Contact]:
    """Whom the search means, the best first."""
    listed = find(q, user=request.user, region=region_of(request.user), limit=FOUND) if q else []
    rows = Contact.objects.exclude(pk=besides.pk).in_bulk([one.pk for one in listed])
    return [rows[one.pk] for one in listed if one.pk in rows]


def _mine(request: SignedInRequest, pk: int, *, gives_up: bool = False) -> Contact:
    """A contact that the user may change, or give up for another one."""
    found: Contact = get_object_or_404(Contact.objects.here().seen_by(request.user), pk=pk)
    may = access.may_delete if gives_up else access.may_change
    if not may(request.user, found):
        raise Http404
    return found
