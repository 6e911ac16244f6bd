"""The references of the search: an admin as Django's tutorial makes it, and a page of twenty rows by their keys."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from clicktocall import urls
from directory.models import Contact


class PlainAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # -- Django has no parameter here at run time
    list_display = ["name", "company"]
    search_fields = ["name", "company", "numbers__typed"]
    list_per_page = 20


site = admin.AdminSite(name="plain")
site.register(Contact, PlainAdmin)


def by_key(request: HttpRequest) -> HttpResponse:
    """Twenty contacts with their numbers, for a user who has signed in: what no search can be quicker than."""
    keys = [int(key) for key in request.GET["keys"].split(",")]
    contacts = Contact.objects.with_numbers().in_bulk(keys).values()
    lines = [f"{contact.name} {[number.typed for number in contact.numbers.all()]}" for contact in contacts]
    return HttpResponse("\n".join(lines), content_type="text/plain")


urlpatterns = [path("plain/", site.urls), path("by-key/", by_key), *urls.urlpatterns]
