"""The register of the European Commission: VIES, by its REST interface.

POST check-vat-number with {countryCode, vatNumber} and, for a consultation number, {requesterMemberStateCode,
requesterNumber}. It answers 200 with {"valid": true or false, "requestIdentifier": …}, or with {"actionSucceed":
false, "errorWrappers": [{"error": code}]}; older answers carry the code as "userError". Such codes (MS_UNAVAILABLE,
MS_MAX_CONCURRENT_REQ, GLOBAL_MAX_CONCURRENT_REQ, SERVICE_UNAVAILABLE, TIMEOUT, IP_BLOCKED, INVALID_INPUT,
INVALID_REQUESTER_INFO, VAT_BLOCKED …) say nothing about the id, even where "valid": false stands beside them.

VIES gives a consultation number only to a requester with an id of a member state; the EU number of the one-stop shop
is none. A seller without one has the day and the answer as his proof.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from abaca.store.tax.gateways.contract import Question, Reply
from abaca.store.tax.states import VatAnswer
from abaca.store.tax.vat_ids import number_of

URL = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
SECONDS = 8  # a buyer looks on; an answer that takes longer is asked for again later
FINE = {"", "VALID", "INVALID"}  # the words of an older "userError" that are answers and no errors


class Vies:
    """Asks VIES once for each question."""

    name = "vies"

    def __init__(self, *, requester: str = "", transport: httpx.BaseTransport | None = None) -> None:
        self.requester = requester
        self.transport = transport

    def ask(self, question: Question, *, at: datetime) -> Reply:  # noqa: ARG002 - it lives by its own clock
        try:
            with httpx.Client(timeout=SECONDS, transport=self.transport) as client:
                response = client.post(URL, json=self._body(question.vat_id), headers={"User-Agent": "Abaca"})
            body = response.json()
        except httpx.TimeoutException:
            return Reply(VatAnswer.UNKNOWN, said="time_out")
        except httpx.HTTPError as error:
            return Reply(VatAnswer.UNKNOWN, said=type(error).__name__)
        except ValueError:
            return Reply(VatAnswer.UNKNOWN, said="no_json")
        return read(response.status_code, body, question.vat_id)

    def _body(self, vat_id: str) -> dict[str, str]:
        number = number_of(vat_id)
        body = {"countryCode": vat_id.removesuffix(number), "vatNumber": number}
        if self.requester:
            own = number_of(self.requester)
            body |= {"requesterMemberStateCode": self.requester.removesuffix(own), "requesterNumber": own}
        return body


def read(status: int, body: Any, vat_id: str) -> Reply:
    """Return what an answer of VIES means; whatever is not clearly yes or no is no answer."""
    if not isinstance(body, Mapping):
        return Reply(VatAnswer.UNKNOWN, said=f"http_{status}")
    error = _error(body)
    if status != httpx.codes.OK or error:
        return Reply(VatAnswer.UNKNOWN, said=error or f"http_{status}")
    if body.get("vatNumber") not in {None, number_of(vat_id)}:
        return Reply(VatAnswer.UNKNOWN, said="other_number")
    if body.get("valid") is True:
        return Reply(VatAnswer.CONFIRMED, consultation=str(body.get("requestIdentifier") or ""))
    if body.get("valid") is False:
        return Reply(VatAnswer.REFUSED, consultation=str(body.get("requestIdentifier") or ""))
    return Reply(VatAnswer.UNKNOWN, said="unclear")


def _error(body: Mapping[str, Any]) -> str:
    wrappers = body.get("errorWrappers")
    if body.get("actionSucceed") is False or wrappers:
        first = wrappers[0] if isinstance(wrappers, list) and wrappers else {}
        return str((first.get("error") if isinstance(first, Mapping) else None) or "failed")
    code = str(body.get("userError") or "").upper()
    return "" if code in FINE else code
