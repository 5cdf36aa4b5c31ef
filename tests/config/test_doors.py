"""What every request meets: its one instant, and a refusal in words."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from abaca.config import errors
from abaca.config.context import brand_and_rehearsal
from abaca.config.middleware import Doors, RefusalsInWords
from abaca.kernel.refusals import Refusal
from abaca.kernel.states import WrongMove
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


class TooMany(Refusal):
    code = "too_many"
    sentence = "At most {most} <b>seats</b>."
    status = 422


def test_a_request_has_one_instant_from_its_door_to_its_end(clock):
    seen = []

    def view(request):
        clock.travel_to("2026-03-05")
        seen.append(request.at)
        return HttpResponse()

    Doors(view)(RequestFactory().get("/"))
    assert seen == [NOON]


def test_a_file_needs_no_instant():
    seen = []
    Doors(lambda request: seen.append(hasattr(request, "at")) or HttpResponse())(RequestFactory().get("/static/x.css"))
    assert seen == [False]


@pytest.mark.parametrize(("refusal", "status"), [(TooMany(most=5), 422), (WrongMove(now="a", then="b"), 409)])
def test_a_refusal_becomes_a_page_with_its_sentence_status_and_code(refusal, status):
    request = RequestFactory().get("/")
    request.at = NOON
    answer = RefusalsInWords(lambda _request: HttpResponse()).process_exception(request, refusal)
    page = answer.content.decode()
    assert answer.status_code == status
    assert refusal.code in page
    assert "<b>seats" not in page  # a sentence is text


def test_all_else_is_a_bug_and_goes_on():
    assert (
        RefusalsInWords(lambda _r: HttpResponse()).process_exception(RequestFactory().get("/"), KeyError("x")) is None
    )


@pytest.mark.parametrize(
    ("handler", "status", "words"),
    [
        (lambda r: errors.bad_request(r, ValueError()), 400, "could not be read"),
        (lambda r: errors.forbidden(r, ValueError()), 403, "not open to you"),
        (lambda r: errors.not_found(r, ValueError()), 404, "nothing at this address"),
        (errors.server_error, 500, "If you were buying, look at your letters"),
        (errors.csrf_failure, 403, "reload the page"),
    ],
)
def test_whatever_went_wrong_there_is_a_page_with_a_sentence(handler, status, words):
    answer = handler(RequestFactory().get("/"))
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_an_unknown_address_is_answered_by_our_own_page():
    answer = Client().get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.content.decode()


def test_a_form_without_its_token_is_told_to_reload():
    answer = Client(enforce_csrf_checks=True).post("/language/setlang/", {"language": "de"})
    assert answer.status_code == 403
    assert "reload the page" in answer.content.decode()


def test_every_page_knows_the_brand_and_in_rehearsal_the_shops_date(settings):
    request = RequestFactory().get("/")
    request.at = NOON
    context = brand_and_rehearsal(request)
    assert context["brand"]["legal_name"] == settings.VENDOR_LEGAL_NAME
    assert context["rehearsal"]["at"] == NOON
    settings.REHEARSAL = False
    assert brand_and_rehearsal(request)["rehearsal"] is None


def test_answers_forbid_foreign_frames_and_scripts():
    answer = Client().get("/no/such/page/")
    assert answer["X-Frame-Options"] == "DENY"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
