"""Programs come in by a door of their own: no cookie, no page, and JSON whatever happens."""

import json
import logging
from datetime import datetime

import pytest
from django.core.exceptions import BadRequest
from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from abaca.config import middleware
from abaca.config.middleware import DoorOfPrograms
from abaca.kernel.refusals import Refusal
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
CALL = "/api/licensing/v1/validate"


class Closed(Refusal):
    code = "closed"
    sentence = "We are closed."
    status = 409


def through_the_door(monkeypatch, view, path=CALL, **meta) -> HttpResponse:
    """Send a request through the door to this view."""
    match = type("Match", (), {"func": staticmethod(view), "args": (), "kwargs": {}})()
    monkeypatch.setattr(middleware, "_leads_to", lambda _path: match)
    return DoorOfPrograms(lambda _request: HttpResponse("the other doors"))(RequestFactory().post(path, **meta))


def raising(error: Exception):
    def view(_request):
        raise error

    return view


@pytest.mark.parametrize(
    ("path", "is_a_programs"),
    [
        (CALL, True),
        ("/v1/me", True),
        ("/v1/licenses/validate", True),
        ("/ls/x/v1/licenses/validate", True),
        ("/", False),
        ("/account/", False),
        ("/v1", False),
        ("/api/store/v1/notifications", False),
    ],
)
def test_the_address_tells_who_comes_in_here(monkeypatch, path, is_a_programs):
    answer = through_the_door(monkeypatch, lambda _request: HttpResponse("straight to the view"), path)
    assert (answer.content == b"straight to the view") == is_a_programs


def test_a_call_has_its_instant_and_its_length(monkeypatch):
    answer = through_the_door(monkeypatch, lambda request: HttpResponse(str(request.at)))
    assert datetime.fromisoformat(answer.content.decode()) == NOON
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Closed(), 409, "closed"),
        (Http404(), 404, "not_found"),
        (BadRequest(), 400, "invalid_request"),
    ],
)
def test_whatever_goes_wrong_is_said_in_json(monkeypatch, error, status, code):
    answer = through_the_door(monkeypatch, raising(error))
    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (status, code)


def test_a_fault_of_ours_is_logged_without_the_request(monkeypatch, caplog):
    seen = []
    got_request_exception.connect(lambda **_facts: seen.append(True), weak=False, dispatch_uid="test")
    try:
        with caplog.at_level(logging.ERROR):
            answer = through_the_door(monkeypatch, raising(KeyError("x")), HTTP_AUTHORIZATION="License secret")
    finally:
        got_request_exception.disconnect(dispatch_uid="test")
    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (500, "server_error")
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text
    assert seen == [True]


def test_a_program_gets_no_cookie_and_no_page_and_needs_no_token():
    answer = Client(enforce_csrf_checks=True).post(CALL, b"{}", content_type="application/json")
    assert answer.status_code == 400
    assert not answer.cookies
    assert sorted(answer.headers) == [
        "Abaca-Signature",
        "Cache-Control",
        "Content-Length",
        "Content-Type",
        "X-Content-Type-Options",
    ]


def test_a_name_under_which_we_do_not_answer_is_refused():
    answer = Client().post(CALL, b"{}", content_type="application/json", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("de-CH,fr;q=0.5", "de"), ("ja, fr;q=0.5", "fr"), ("ja", "en"), ("not a language at all;;", "en")],
)
def test_a_message_is_in_the_language_that_the_program_asks_for(monkeypatch, accepted, language):
    translation.activate("fr")  # as the page before may have left it
    answer = through_the_door(
        monkeypatch, lambda _request: HttpResponse(translation.get_language()), HTTP_ACCEPT_LANGUAGE=accepted
    )
    assert answer.content.decode() == language


def test_only_addresses_that_are_written_out_are_remembered():
    middleware.WRITTEN_OUT.clear()
    for path in (CALL, CALL, "/api/licensing/v1/no-such-call", "/v1/licenses/some-product-key"):
        Client().post(path, b"{}", content_type="application/json")
    assert [path for _urls, path in middleware.WRITTEN_OUT] == [CALL]


def test_what_can_be_fetched_can_also_be_looked_at():
    assert Client().head("/api/licensing/v1/keys.json").status_code == 200
    assert Client().options("/api/licensing/v1/keys.json").status_code == 400
