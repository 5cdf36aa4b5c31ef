"""Every page of the console has a permission, and each role gets in where the table says so."""

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from abaca.access.actions import appoint, dismiss
from abaca.access.models import AuditEntry
from abaca.access.roles import PERMISSIONS, Role, may
from abaca.console.urls import urlpatterns
from tests.conftest import NOON
from tests.makers.staff import BACKEND, at_the_desk, logged_in, staff

SAMPLES = {
    "ref": "x",
    "number": "7",
    "plan": "x",
    "code": "x",
    "account": "x",
    "pk": 7,
}


def doors() -> list[tuple[str, URLPattern]]:
    return [(str(pattern.name), pattern) for pattern in urlpatterns]


@pytest.mark.parametrize(("name", "pattern"), doors(), ids=[name for name, _pattern in doors()])
def test_every_page_is_guarded_by_a_permission(name, pattern):
    permissions = getattr(pattern.callback, "permissions", ())
    assert permissions, f"{name} is open to every member of the staff: put @allowed(…) over it"
    assert set(permissions) <= PERMISSIONS.keys()


def test_the_guard_sees_a_page_without_a_permission():
    def unguarded(request):
        return None

    assert getattr(unguarded, "permissions", ()) == ()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("way", ["get", "post"])
def test_a_role_reaches_and_does_what_the_table_gives_it_and_nothing_else(db, role, way):
    desk = at_the_desk(role)
    for name, pattern in doors():
        asked, doing = pattern.callback.permissions
        page = reverse(f"console:{name}", kwargs={k: SAMPLES.get(k, "x") for k in pattern.pattern.converters})
        answer = getattr(desk, way)(page)
        no_role = answer.status_code == 403 and "not_your_role" in answer.content.decode()
        assert no_role != may(role, asked if way == "get" else doing), (role, name)


def test_the_page_says_which_role_may(db):
    said = at_the_desk(Role.AGENT).get("/console/orders/7/refund/").content.decode()
    assert "This needs the role manager or administrator. Your role is agent." in said


def test_what_one_may_not_do_is_not_offered(db):
    nav = at_the_desk(Role.AGENT).get("/console/").content.decode()
    assert ("/console/catalogue/" in nav, "/console/ledger/" in nav, "/console/programs/" in nav) == (
        True,
        False,
        False,
    )


def test_a_new_role_counts_from_the_next_page_on(db):
    user = staff(Role.MANAGER)
    desk = logged_in(user)
    assert desk.get("/console/catalogue/").status_code == 200

    staff(Role.ADMINISTRATOR)
    dismiss(user.ref, at=NOON)
    assert desk.get("/console/catalogue/").status_code == 302  # his session is over


# --- the second step ------------------------------------------------------------------------------------------------


@pytest.fixture
def newcomer(db) -> Client:
    client = Client()
    client.force_login(appoint("new@musa.example", at=NOON), backend=BACKEND)
    return client


def test_who_has_no_second_step_is_led_to_it(newcomer):
    answer = newcomer.get("/console/tax/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/totp/activate/?next=/console/tax/")


def test_a_session_without_the_second_step_is_asked_for_it(db):
    """He has one, and yet this session began with his mailbox alone."""
    client = Client()
    client.force_login(staff(), backend=BACKEND)
    answer = client.get("/console/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/reauthenticate/?next=/console/")


@pytest.mark.parametrize("way", ["get", "post"])
def test_who_knocks_without_the_second_step_is_noted(newcomer, way):
    getattr(newcomer, way)("/console/customers/cus_1/")
    [entry] = AuditEntry.objects.all()
    assert (entry.how, entry.page, entry.about, entry.status) == ("refused", "console:customer", "cus_1", 403)
