"""All addresses."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from clicktocall import health
from clicktocall.calls.number_pages import numbers_page
from directory.admin_office_sync import office_numbers_page
from directory.admin_pushing import push_page, pushes_page
from directory.admin_renumbering import renumber_page
from directory.admin_sync import extensions_page

admin.site.site_header = admin.site.site_title = _("Click to Call")
admin.site.index_title = _("Administration")

urlpatterns = [
    path("", include("clicktocall.calls.urls")),  # first: they are asked most often by far
    path("", include("directory.urls")),
    path("login/", login_not_required(auth.LoginView.as_view()), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("admin/pbx/pbx/<int:pk>/extensions/", admin.site.admin_view(extensions_page), name="pbx_extensions"),
    path("admin/pbx/pbx/<int:pk>/renumber/", admin.site.admin_view(renumber_page), name="pbx_renumber"),
    path("admin/pbx/pbx/<int:pk>/numbers/", admin.site.admin_view(numbers_page), name="pbx_numbers"),
    path(
        "admin/pbx/pbx/<int:pk>/office-numbers/", admin.site.admin_view(office_numbers_page), name="pbx_office_numbers"
    ),
    path("admin/pbx/pbx/<int:pk>/contacts/", admin.site.admin_view(pushes_page), name="pbx_contacts"),
    path("admin/pbx/pbx/<int:pk>/contacts/<int:push_pk>/", admin.site.admin_view(push_page), name="pbx_push"),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
