"""The pages of an import: who may see them, what they say at each stage, and that they work without JavaScript."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clicktocall.accounts.models import User
from clicktocall.audit.models import Entry
from directory.importing.bounds import MOST_BYTES
from directory.models import Contact, ImportEntry, ImportRun
from tests.directory.reading_files import SAMPLES
from tests.factories import make_contact, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]
GOOD = b"name,phone,title\nAnna,030 23125 100,Boss\nBen,later,\nClara,030 23125 102,\nClara,030 23125 102,\n"


def importer(client: Client) -> Client:
    user = make_user("anna")
    user.user_permissions.add(Permission.objects.get(codename="add_importrun"))
    client.force_login(user)
    return client


@pytest.fixture
def anna(client: Client) -> Client:
    return importer(client)


def upload(client: Client, content: bytes, name: str = "people.csv", **said: str) -> ImportRun:
    about = {"place": "personal", "region": "DE", "tags": "", "overwrites": "", **said}
    response = client.post(reverse("directory:imports"), {"file": SimpleUploadedFile(name, content), **about})
    run = ImportRun.objects.latest("pk")
    assert response.headers["Location"] == reverse("directory:import", args=[run.pk])
    return run


def text(client: Client, run: ImportRun) -> str:
    return " ".join(client.get(reverse("directory:import", args=[run.pk])).content.decode().split())


def post(client: Client, name: str, run: ImportRun, **said: str) -> int:
    return client.post(reverse(f"directory:{name}", args=[run.pk]), said).status_code


def test_a_file_is_looked_at_brought_in_and_taken_back(anna: Client) -> None:
    contact = make_contact("Anna", "030 23125 100", shelf=Contact.Shelf.PERSONAL, owner=User.objects.get())

    run = upload(anna, GOOD, tags="VIP")
    said = text(anna, run)
    assert "This is what the file would do. Nothing is written yet." in said
    assert "<dd>1</dd><dt>to create</dt>" in said
    assert "<dd>1</dd><dt>to change</dt>" in said
    assert '<ins><span class="unseen">now: </span>Boss</ins>' in said
    assert "The same contact as in row 4." in said
    assert "This has no digits. Type a phone number." in said
    assert Contact.objects.count() == 1

    assert post(anna, "import_apply", run) == 302
    said = text(anna, run)
    assert "The import is in the directory." in said
    assert "What it has created then lies among the deleted contacts for 30 days" in said
    contact.refresh_from_db()
    assert (contact.title, [tag.name for tag in contact.tags.all()]) == ("Boss", ["VIP"])
    assert set(Contact.objects.values_list("shelf", "owner__username")) == {("personal", "anna")}

    assert post(anna, "import_undo", run) == 302
    said, bin_page = text(anna, run), reverse("directory:bin")
    assert "The import was taken back." in said
    assert f'<a href="{bin_page}">Deleted contacts</a>' in said
    assert Contact.objects.here().get().title == ""
    [clara] = Contact.objects.gone()
    assert f'action="{reverse("directory:restore", args=[clara.pk])}"' in anna.get(bin_page).content.decode()
    assert list(Entry.objects.order_by("pk").values_list("what", flat=True))[-2:] == ["imported", "deleted"]

    assert f'action="{reverse("directory:import_restore", args=[run.pk])}"' in said
    assert "What it had changed in other contacts stays as it was before." in said
    assert post(anna, "import_restore", run) == 302
    said = text(anna, run)
    assert "The import is in the directory.</strong> 1 contact was brought back from the bin." in said
    assert reverse("directory:import_restore", args=[run.pk]) not in said
    assert (Contact.objects.gone().count(), Contact.objects.here().get(name="Anna").title) == (0, "")
    entry = Entry.objects.latest("pk")
    assert (entry.what, entry.subject) == ("added", "import of people.csv, brought back")


def test_what_is_not_in_the_bin_is_not_brought_back_and_a_sentence_says_so(anna: Client) -> None:
    run = upload(anna, GOOD)
    post(anna, "import_apply", run)

    response = anna.post(reverse("directory:import_restore", args=[run.pk]))

    said = response.content.decode()
    assert response.status_code == 422
    assert "Nothing of this import lies in the bin. See below where it stands." in said
    assert "The import is in the directory." in said
    assert Entry.objects.latest("pk").what == "imported"


def test_an_import_that_is_in_the_directory_is_not_forgotten_and_a_sentence_says_so(anna: Client) -> None:
    run = upload(anna, GOOD)
    post(anna, "import_apply", run)

    response = anna.post(reverse("directory:import_discard", args=[run.pk]))

    assert response.status_code == 422
    assert "This import is in the directory. Take it back first." in response.content.decode()
    assert ImportRun.objects.filter(pk=run.pk).exists()


def test_nobody_else_brings_an_import_back(anna: Client, client: Client) -> None:
    run = upload(anna, GOOD)
    post(anna, "import_apply", run)
    post(anna, "import_undo", run)
    ben = make_user("ben")
    ben.user_permissions.add(Permission.objects.get(codename="add_importrun"))
    client.force_login(ben)

    assert post(client, "import_restore", run) == 404
    client.force_login(make_user("cleo"))
    assert post(client, "import_restore", run) == 403
    assert Contact.objects.here().count() == 0


def test_the_rejected_entries_come_back_as_a_file_that_can_be_brought_again(anna: Client) -> None:
    run = upload(anna, GOOD)
    post(anna, "import_apply", run)

    response = anna.get(reverse("directory:import_rejected", args=[run.pk]))
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # -- a streamed answer
    assert response.headers["Content-Disposition"] == 'attachment; filename="people-rejected.csv"'
    assert content.decode("utf-8-sig").splitlines()[1].startswith('Ben,later,,"Number ""later"": This has')

    again = upload(anna, content.replace(b",later,", b",030 23125 101,"))
    post(anna, "import_apply", again)
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["Anna", "Ben", "Clara"]


def test_rejected_vcards_come_back_as_vcards(anna: Client) -> None:
    run = upload(anna, (SAMPLES / "apple.vcf").read_bytes(), "people.vcf")

    response = anna.get(reverse("directory:import_rejected", args=[run.pk]))
    lines = b"".join(response.streaming_content).decode().split("\r\n")  # type: ignore[attr-defined]  # -- a streamed answer

    assert lines[:2] == [
        "BEGIN:VCARD",
        "X-WHY-REJECTED:It is a list of people, not a contact. Give its members a tag instead.",
    ]


def test_unknown_columns_are_mapped_on_a_page_with_the_first_rows(anna: Client) -> None:
    run = upload(anna, (SAMPLES / "by-hand.csv").read_bytes())
    said = text(anna, run)
    assert "Say what the columns mean." in said
    assert "if it is a contact, write headings above it" in said
    assert "<li>Bramble &amp; Finch</li>" in said

    chosen = {"column-0": "name", "column-1": "company", "column-2": "nothing", "column-3": "nothing"}
    assert post(anna, "import_map", run, **chosen) == 422
    assert post(anna, "import_map", run, **chosen | {"column-2": "phone:Mobile"}) == 302
    assert "<dd>1</dd><dt>to create</dt>" in text(anna, run)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"region": "XX"}, "two letters of the country"),
        ({"place": "shared"}, "Select a valid choice"),
        ({"file": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field_and_the_rest_stays(
    anna: Client, said: dict[str, str], sentence: str
) -> None:
    about = {"file": SimpleUploadedFile("a.csv", GOOD), "place": "personal", "region": "DE", "tags": "kept"}

    response = anna.post(reverse("directory:imports"), about | said)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="kept"' in response.content.decode()
    assert not ImportRun.objects.exists()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(anna: Client) -> None:
    response = anna.post(
        reverse("directory:imports"), b"x", content_type="multipart/form-data", CONTENT_LENGTH=str(MOST_BYTES * 9)
    )

    assert response.status_code == 422
    assert "larger than 64 megabytes" in response.content.decode()


def test_a_form_from_elsewhere_is_refused() -> None:
    user = make_user("anna", is_superuser=True)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    response = client.post(reverse("directory:imports"), {"file": SimpleUploadedFile("a.csv", GOOD)})

    assert response.status_code == 403


def test_an_import_needs_a_permission_that_directory_editors_have(client: Client) -> None:
    user = make_user("ben")
    client.force_login(user)
    assert client.get(reverse("directory:imports")).status_code == 403
    assert reverse("directory:imports") not in client.get(reverse("directory:index")).content.decode()

    user.groups.add(Group.objects.get_or_create(name="Directory editors")[0])
    group = user.groups.get()
    group.permissions.add(Permission.objects.get(codename="add_importrun"))
    assert client.get(reverse("directory:imports")).status_code == 200
    assert reverse("directory:imports") in client.get(reverse("directory:index")).content.decode()


def test_nobody_sees_the_imports_of_somebody_else(anna: Client) -> None:
    run = upload(anna, GOOD)
    stranger = Client()
    user = make_user("cleo")
    user.user_permissions.add(Permission.objects.get(codename="add_importrun"))
    stranger.force_login(user)

    for name in ("import", "import_rejected"):
        assert stranger.get(reverse(f"directory:{name}", args=[run.pk])).status_code == 404
    for name in ("import_apply", "import_undo", "import_restore", "import_map", "import_discard"):
        assert post(stranger, name, run) == 404


@pytest.mark.parametrize("stage", ["reading", "applying", "undoing", "restoring"])
def test_a_page_asks_for_itself_while_work_is_under_way_and_costs_nothing_while_nothing_changes(
    anna: Client, stage: str
) -> None:
    run = upload(anna, GOOD)
    ImportRun.objects.update(stage=stage, done=10, total=40)
    run.refresh_from_db()
    here = reverse("directory:import", args=[run.pk])

    page = anna.get(here).content.decode()
    assert '<progress id="progress" max="40" value="10">' in page
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    seen = f"{run.attempt}.{stage}.10.40"
    assert anna.get(f"{here}?seen={seen}", headers={"HX-Request": "true"}).status_code == 204

    ImportRun.objects.update(stage="applied", done=40)
    part = anna.get(f"{here}?seen={seen}", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert '<p id="said" hx-swap-oob="innerHTML">people.csv is in the directory.</p>' in part


def test_a_file_that_was_not_brought_in_can_be_forgotten(anna: Client) -> None:
    run = upload(anna, GOOD)
    assert post(anna, "import_discard", run) == 302
    assert not ImportRun.objects.exists()

    run = upload(anna, GOOD)
    post(anna, "import_apply", run)
    post(anna, "import_discard", run)
    assert ImportRun.objects.get().stage == "applied"


def test_entries_of_one_kind_are_listed_a_hundred_at_a_time(anna: Client) -> None:
    run = upload(anna, b"name,phone\n" + b"".join(b"Ben %d,later\n" % number for number in range(150)))

    first = anna.get(reverse("directory:import_rows", args=[run.pk, "rejected"])).content.decode()
    after = ImportEntry.objects.order_by("pk")[99].pk
    second = anna.get(reverse("directory:import_rows", args=[run.pk, "rejected"]), {"after": after}).content.decode()

    assert (first.count('class="entry"'), second.count('class="entry"')) == (100, 50)
    assert f"?after={after}" in first
    assert anna.get(reverse("directory:import_rows", args=[run.pk, "nonsense"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_costs_the_same_for_one_entry_and_for_three(
    anna: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run = upload(
        anna, b"name,phone\n" + b"".join(b"Ben %d,030 23125 10%d\n" % (number, number) for number in range(rows))
    )
    text(anna, run)

    with django_assert_num_queries(QUERIES):
        said = text(anna, run)

    assert said.count('class="entry"') == rows


QUERIES = 10
"""Session, user, permissions of the user and of their groups, the import, its four lists, and what the frame asks."""
