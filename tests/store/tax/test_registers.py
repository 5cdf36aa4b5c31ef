from datetime import timedelta

import httpx
import pytest

from abaca.store.tax.gateways import Question, Reply, connected
from abaca.store.tax.gateways.rehearsal import PARTS, RehearsalRegister
from abaca.store.tax.gateways.vies import URL, Vies, read
from abaca.store.tax.states import VatAnswer
from tests.conftest import NOON

CONFIRMED, REFUSED, UNKNOWN = VatAnswer.CONFIRMED, VatAnswer.REFUSED, VatAnswer.UNKNOWN
GERMAN = "DE136695976"
QUESTION = Question(GERMAN, NOON)


def failed(code: str) -> dict[str, object]:
    return {"actionSucceed": False, "errorWrappers": [{"error": code}]}


ANSWERS = [
    (200, {"valid": True, "requestIdentifier": "WAPIAAAA"}, Reply(CONFIRMED, "WAPIAAAA")),
    (200, {"valid": True, "vatNumber": "136695976", "requestIdentifier": ""}, Reply(CONFIRMED)),
    (200, {"valid": True, "userError": "VALID"}, Reply(CONFIRMED)),
    (200, {"valid": False, "userError": "INVALID"}, Reply(REFUSED)),
    (200, {"valid": False}, Reply(REFUSED)),
    (200, failed("MS_UNAVAILABLE"), Reply(UNKNOWN, said="MS_UNAVAILABLE")),
    (200, failed("MS_MAX_CONCURRENT_REQ"), Reply(UNKNOWN, said="MS_MAX_CONCURRENT_REQ")),
    (500, failed("GLOBAL_MAX_CONCURRENT_REQ"), Reply(UNKNOWN, said="GLOBAL_MAX_CONCURRENT_REQ")),
    (400, failed("INVALID_INPUT"), Reply(UNKNOWN, said="INVALID_INPUT")),
    (200, {"valid": False, "userError": "IP_BLOCKED"}, Reply(UNKNOWN, said="IP_BLOCKED")),
    (200, {"valid": False, "userError": "MS_UNAVAILABLE"}, Reply(UNKNOWN, said="MS_UNAVAILABLE")),
    (200, {"actionSucceed": False}, Reply(UNKNOWN, said="failed")),
    (200, {"valid": True, "vatNumber": "999999999"}, Reply(UNKNOWN, said="other_number")),
    (200, {"valid": "true"}, Reply(UNKNOWN, said="unclear")),
    (200, {}, Reply(UNKNOWN, said="unclear")),
    (503, {"valid": True}, Reply(UNKNOWN, said="http_503")),
    (200, ["valid"], Reply(UNKNOWN, said="http_200")),
]


@pytest.mark.parametrize(("status", "body", "reply"), ANSWERS)
def test_whatever_is_not_clearly_yes_or_no_is_no_answer(status, body, reply):
    assert read(status, body, GERMAN) == reply


def ask(answer, *, requester: str = "") -> tuple[Reply, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return Vies(requester=requester, transport=httpx.MockTransport(reply)).ask(QUESTION, at=NOON), asked


def test_vies_is_asked_with_country_and_number_apart():
    reply, [request] = ask(httpx.Response(200, json={"valid": True}))
    assert reply == Reply(CONFIRMED)
    assert (request.method, str(request.url)) == ("POST", URL)
    assert request.read() == b'{"countryCode":"DE","vatNumber":"136695976"}'


def test_a_requester_of_the_union_gets_a_consultation_number():
    reply, [request] = ask(
        httpx.Response(200, json={"valid": True, "requestIdentifier": "WAPI1"}), requester="EL094259216"
    )
    assert reply.consultation == "WAPI1"
    assert b'"requesterMemberStateCode":"EL","requesterNumber":"094259216"' in request.read()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.ReadTimeout("slow"), "time_out"),
        (httpx.ConnectError("gone"), "ConnectError"),
        (httpx.Response(200, text="<html>Maintenance</html>"), "no_json"),
        (httpx.Response(502, text=""), "no_json"),
    ],
)
def test_no_way_of_failing_is_an_exception(answer, said):
    assert ask(answer)[0] == Reply(UNKNOWN, said=said)


@pytest.mark.parametrize("part", PARTS, ids=[part.digit for part in PARTS])
def test_the_rehearsal_plays_its_published_numbers(part):
    register = RehearsalRegister()
    for vat_id in part.examples:
        question = Question(vat_id, NOON)
        if part.silent_for is None:
            assert register.ask(question, at=NOON + timedelta(days=400)).answer == UNKNOWN
            continue
        end = NOON + part.silent_for
        assert register.ask(question, at=end).answer == part.answer
        if part.silent_for:
            assert register.ask(question, at=end - timedelta(seconds=1)).answer == UNKNOWN


def test_the_rehearsal_confirms_any_other_id_with_a_consultation_number():
    assert RehearsalRegister().ask(QUESTION, at=NOON) == Reply(CONFIRMED, "REHEARSAL-DE136695976-20260302")


@pytest.mark.parametrize(("rehearsal", "name"), [(True, "rehearsal"), (False, "vies")])
def test_a_rehearsal_asks_nobody_outside(settings, rehearsal, name):
    settings.REHEARSAL = rehearsal
    assert connected().name == name
