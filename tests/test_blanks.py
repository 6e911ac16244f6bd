"""Templates of which only the blanks are filled in."""

from __future__ import annotations

import pytest
from django.template import engines
from django.utils import translation

from clicktocall import blanks
from clicktocall.blanks import escaped, filler


@pytest.fixture(autouse=True)
def _a_template(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without files: what would be found under any name."""
    template = engines["django"].from_string(
        '{% load i18n %}<p title="100%">\n  {% if name %}<b>{{ name }}</b>{% endif %}{% if is_far %}far{% endif %}'
        "{% translate 'Yes' %}\n</p>"
    )
    monkeypatch.setattr(blanks, "render_to_string", lambda _name, context: template.render(context))
    blanks._blank.cache_clear()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Anna", "Anna"),
        ("<i>50 %s</i>", "&lt;i&gt;50 %s&lt;/i&gt;"),
        ('"O\'Neil" & co', "&quot;O&#x27;Neil&quot; &amp; co"),
    ],
)
def test_a_text_is_put_in_its_place_as_it_was_escaped(name: str, written: str) -> None:
    assert filler()("any", {"name": escaped(name)}, is_far=False) == f'<p title="100%">\n<b>{written}</b>Yes\n</p>'


def test_the_template_can_ask_whether_a_text_is_there_and_what_was_decided() -> None:
    assert filler()("any", {"name": ""}, is_far=True) == '<p title="100%">\nfarYes\n</p>'


def test_each_language_has_its_own() -> None:
    said = filler()("any", {"name": ""}, is_far=False)

    with translation.override("de"):
        assert (said, filler()("any", {"name": ""}, is_far=False)) == (
            '<p title="100%">\nYes\n</p>',
            '<p title="100%">\nJa\n</p>',
        )
