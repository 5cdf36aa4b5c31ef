"""Nobody but the staff enters the console."""

import pytest
from django.test import Client

from abaca.access.models import User
from tests.makers.shop import ALICE, Buyer

VERBS = ["", "do/cancel/", "wishes/x/done/"] + [
    f"{verb}/" for verb in ("answer", "note", "assign", "close", "reopen", "merge", "take-out", "customer")
]
PAGES = [
    "/console/",
    "/console/search/",
    "/console/customers/x/",
    "/console/letters/x/",
    "/console/letters/x/html/",
    "/console/letters/x/resend/",
    "/console/subscriptions/x/cancel/",
    "/console/subscriptions/x/resume/",
    "/console/product-keys/x/show/",
    "/console/customers/x/email/",
    "/console/desk/",
    "/console/desk/new/",
    "/console/desk/passages/",
    "/console/desk/passages/new/",
    "/console/desk/passages/1/",
    "/console/desk/passages/1/drop/",
    "/console/desk/mails/x/raw/",
    "/console/desk/mails/x/html/",
    "/console/desk/files/1/",
    *(f"/console/desk/T-1001/{verb}" for verb in VERBS),
]


@pytest.fixture
def alice(shop) -> Client:
    shop.sells(to=ALICE)
    client = Client()
    user = User.objects.get(ref=Buyer(ALICE).customer.user_ref)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("way", ["get", "post"])
def test_a_guest_is_asked_to_log_in(db, page, way):
    answer = getattr(Client(), way)(page)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("way", ["get", "post"])
def test_a_customer_is_sent_away(alice, page, way):
    answer = getattr(alice, way)(page)
    assert answer.status_code == 403
    assert "This page is not open to you." in answer.content.decode()


@pytest.mark.parametrize("page", ["/console/customers/x/", "/console/letters/x/", "/console/subscriptions/x/cancel/"])
def test_what_does_not_exist_is_said_to_the_staff(desk, page):
    answer = desk.get(page)
    assert answer.status_code == 404
    assert "with this reference" in answer.content.decode()
