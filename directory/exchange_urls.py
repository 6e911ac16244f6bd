"""The addresses at which contacts come in and go out."""

from __future__ import annotations

from django.urls import path

from directory import exporting_views, importing_views

urlpatterns = [
    path("imports/", importing_views.imports, name="imports"),
    path("imports/<int:pk>/", importing_views.run, name="import"),
    path("imports/<int:pk>/rows/<slug:verdict>/", importing_views.rows, name="import_rows"),
    path("imports/<int:pk>/map/", importing_views.map_columns, name="import_map"),
    path("imports/<int:pk>/apply/", importing_views.apply, name="import_apply"),
    path("imports/<int:pk>/undo/", importing_views.undo, name="import_undo"),
    path("imports/<int:pk>/restore/", importing_views.restore, name="import_restore"),
    path("imports/<int:pk>/discard/", importing_views.discard, name="import_discard"),
    path("imports/<int:pk>/rejected/", importing_views.rejected, name="import_rejected"),
    path("export/", exporting_views.export, name="export"),
]
