"""What the demo shows on its first start: two users with phones, staff, a PBX, and a directory to try."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction

from clicktocall.accounts.models import User
from clicktocall.demo.sample_people import furnish
from clicktocall.pbx.models import Pbx
from clicktocall.policies import rulebook
from clicktocall.policies.models import Policy
from directory.importing.bringing import bring
from directory.importing.planning import Wishes
from directory.models import Extension, OfficeNumber, OwnNumber, PartyChoice

PBX_NAME = "demo"
REGION = "DE"
PASSWORD = "demo"  # noqa: S105 -- printed on the screen when the demo starts
OWN = "+491713920010"
OFFICE_NUMBERS = (
    ("6200", "Sales", PartyChoice.RING_GROUP),
    ("6300", "Warehouse", PartyChoice.PAGING_GROUP),
    ("6400", "Blue", PartyChoice.CONFERENCE),
    ("6500", "Main menu", PartyChoice.IVR),
    ("6700", "Support", PartyChoice.QUEUE),
)
"""Those of the simulated PBX."""
COUNTRIES = ("AT", "CH", "ES", "FR", "GB", "IE", "IT", "NL", "PL", "SE", "TR", "US")
"""Those that the demo's policy allows. A few of the sample directory are missing, so that a refusal can be seen."""
SAMPLE_DIRECTORY = Path(__file__).with_name("sample_directory.csv")


def load_sample(*, url: str, username: str, password: str) -> None:
    """Everything at once, or nothing if it is there already: whatever somebody has changed or deleted stays so.

    `url`, `username` and `password` are how to reach the simulated PBX now. They follow it to another port, unless
    somebody has pointed the PBX of the demo to another machine.
    """
    with transaction.atomic():
        pbx = Pbx.objects.filter(name=PBX_NAME).first()
        if pbx is None:
            _load(url=url, username=username, password=password)
        elif urlsplit(pbx.url).hostname in settings.LOOPBACK:
            pbx.url, pbx.username, pbx.password = url, username, password
            pbx.save(update_fields=["url", "username", "password"])


def _load(*, url: str, username: str, password: str) -> None:
    pbx = Pbx.objects.create(name=PBX_NAME, url=url, username=username, password=password, region=REGION)
    anna = _user("anna", "Anna Keller")
    ben = _user("ben", "Ben Okafor")
    _user("admin", "", is_staff=True, is_superuser=True)
    Extension.objects.bulk_create(
        [
            Extension(user=anna, pbx=pbx, number="1000", is_default=not _has_default(anna)),
            Extension(user=anna, pbx=pbx, number="1006"),
            Extension(user=ben, pbx=pbx, number="1001", is_default=not _has_default(ben)),
        ]
    )
    Policy.objects.get_or_create(is_for_everybody=True, defaults={"name": "demo", "countries": list(COUNTRIES)})
    rulebook.changed()  # also where an older demo has left the policy without it
    OfficeNumber.objects.bulk_create([_of_office(pbx, *about) for about in OFFICE_NUMBERS])
    OwnNumber.objects.get_or_create(user=anna, defaults={"typed": OWN, "e164": OWN, "is_confirmed": True})
    anna.user_permissions.add(*Permission.objects.filter(codename="let_call_officenumber"))
    run = bring(SAMPLE_DIRECTORY, Wishes(region=REGION), user_name=PBX_NAME)
    if run.sentence or run.rejected:
        faults = run.entries.values_list("row", "sentence")
        raise ValueError(f"{SAMPLE_DIRECTORY.name}: {run.sentence} {list(faults)}")
    furnish(anna, ben, region=REGION)


def _of_office(pbx: Pbx, number: str, name: str, kind: PartyChoice) -> OfficeNumber:
    made = OfficeNumber(pbx=pbx, number=number, name=name, kind=kind)
    made.describe()
    return made


def _user(username: str, name: str, *, is_staff: bool = False, is_superuser: bool = False) -> User:
    """The user of that name. One who is there already keeps their password and rights."""
    first_name, _space, last_name = name.partition(" ")
    user = User.objects.filter(username=username).first()
    return user or User.objects.create_user(
        username,
        password=PASSWORD,
        first_name=first_name,
        last_name=last_name,
        is_staff=is_staff,
        is_superuser=is_superuser,
    )


def _has_default(user: User) -> bool:
    return user.extensions.filter(is_default=True).exists()
