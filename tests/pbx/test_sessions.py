"""One login for all processes, and none after a wrong password."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from clicktocall.pbx.drivers.base import LoginStopped
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import LookingTokens, NotLoggedIn, SharedTokens, driver_for
from tests.factories import make_pbx

pytestmark = pytest.mark.django_db(transaction=True)


def tokens_of(pbx: Pbx) -> SharedTokens:
    return SharedTokens(pbx.pk, pbx.line())


def refuse(code: str) -> str:
    raise LoginStopped("The PBX refused our password.", code=code)


def test_a_token_is_shared_and_lies_encrypted_in_the_cache() -> None:
    pbx = make_pbx()

    tokens_of(pbx).renew(None, lambda: "token-1")

    assert tokens_of(pbx).current() == "token-1"
    assert "token-1" not in str(cache.get(tokens_of(pbx).token_key))


def test_twenty_who_find_the_same_token_stale_log_in_once() -> None:
    pbx = make_pbx()
    tokens_of(pbx).renew(None, lambda: "stale")
    logins: list[int] = []
    together = threading.Barrier(20)

    def login() -> str:
        logins.append(1)
        return "fresh"

    def work(_: int) -> str:
        together.wait()
        try:
            return tokens_of(pbx).renew("stale", login)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        got = set(threads.map(work, range(20)))

    assert (got, len(logins)) == ({"fresh"}, 1)


def test_a_wrong_password_stops_all_logins_until_staff_change_it() -> None:
    pbx = make_pbx()
    with pytest.raises(LoginStopped):
        tokens_of(pbx).renew(None, lambda: refuse("20003"))
    cache.clear()

    with pytest.raises(LoginStopped, match=r"The PBX refused our password\."):
        tokens_of(pbx).renew(None, lambda: pytest.fail("logged in again"))

    Pbx.objects.filter(pk=pbx.pk).update(username="other")
    pbx.refresh_from_db()
    assert tokens_of(pbx).renew(None, lambda: "token") == "token"


def test_a_lock_out_ends_by_itself_after_ten_minutes() -> None:
    pbx = make_pbx()
    with pytest.raises(LoginStopped):
        tokens_of(pbx).renew(None, lambda: refuse("20002"))
    until = Pbx.objects.get().logins_stopped_until

    assert until is not None
    assert timedelta(minutes=9) < until - timezone.now() <= timedelta(minutes=10)
    Pbx.objects.update(logins_stopped_until=timezone.now())
    assert tokens_of(pbx).renew(None, lambda: "token") == "token"


def test_a_token_tells_its_age_and_how_the_pbx_reports() -> None:
    pbx = make_pbx()
    nobody = (tokens_of(pbx).logged_in_at(), tokens_of(pbx).transport())

    tokens_of(pbx).note_transport("TCP")
    tokens_of(pbx).renew(None, lambda: "token")
    since = tokens_of(pbx).logged_in_at()

    assert nobody == (None, "")
    assert since is not None
    assert (timezone.now() - since < timedelta(seconds=5), tokens_of(pbx).transport()) == (True, "TCP")
    tokens_of(pbx).forget()
    assert tokens_of(pbx).logged_in_at() is None


def test_whoever_only_looks_uses_the_login_that_is_there_and_causes_none() -> None:
    pbx = make_pbx()
    looking = LookingTokens(pbx.pk, pbx.line())

    with pytest.raises(NotLoggedIn, match=r"^Nobody is logged in"):
        looking.renew(None, lambda: pytest.fail("logged in"))
    with pytest.raises(NotLoggedIn, match=r"^The PBX does not accept our login any more"):
        looking.renew("stale", lambda: pytest.fail("logged in"))

    tokens_of(pbx).renew(None, lambda: "token")
    assert looking.current() == "token"


def test_a_driver_is_kept_until_staff_change_how_the_pbx_is_reached() -> None:
    pbx = make_pbx()
    first = driver_for(pbx)

    assert driver_for(Pbx.objects.get()) is first
    Pbx.objects.update(url="http://127.0.0.1:10")
    assert driver_for(Pbx.objects.get()) is not first


def test_a_password_is_nowhere_to_be_read() -> None:
    make_pbx(password="Secret123")

    with connection.cursor() as cursor:
        cursor.execute("SELECT password, event_secret FROM pbx_pbx")
        kept = cursor.fetchone()

    pbx = Pbx.objects.get()
    assert (pbx.password, "Secret123" in str(kept), pbx.event_secret in str(kept)) == ("Secret123", False, False)
    assert "Secret123" not in repr(pbx.line())


def test_a_lost_key_leaves_a_row_that_staff_can_mend(settings: Settings) -> None:
    make_pbx()
    settings.ENCRYPTION_KEYS = ["A" * 43 + "="]

    assert Pbx.objects.get().password == ""
