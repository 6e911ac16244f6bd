"""Django's two lists to choose from, kept together in the page."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import FilteredSelectMultiple
from django.utils.html import format_html
from django.utils.safestring import SafeString


class TwoLists(FilteredSelectMultiple):
    """Their script puts the first one before whatever shares their parent, so they get one."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html('<div class="related-widget-wrapper">{}</div>', super().render(*args, **kwargs))
