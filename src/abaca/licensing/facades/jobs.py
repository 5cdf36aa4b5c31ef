"""Looking at ourselves from outside: a wrong proxy is found here before customers find it."""

from dataclasses import dataclass

from abaca.licensing.keyring.queries import published

from .gateways import public_address
from .keygen.proof import FAULTS, fault
from .keygen.signing import Target


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """What came of it; the sentence says what to do if it is not well."""

    well: bool
    sentence: str


def check_from_outside(public_url: str) -> SelfCheck:
    """Call the public address and verify our own signature, as the strictest client would."""
    try:
        heard = public_address.ask(public_url)
    except public_address.NoAnswer as reason:
        return SelfCheck(well=False, sentence=f"Nobody answers at {public_url}: {reason}")
    keys = [bytes(key.public_key) for key in published()]
    target = Target("POST", public_address.PATH, heard.host)
    wrong = fault(target, heard.headers, heard.body, dates=heard.dates, public_keys=keys)
    if wrong is not None:
        return SelfCheck(well=False, sentence=FAULTS[wrong])
    return SelfCheck(well=True, sentence=f"The answers of {public_url} arrive as they were signed.")
