"""A shop with customers, a program in the field, and everything that is secret about them."""

from dataclasses import dataclass

import pytest
from django.test import Client

from abaca.licensing.keyring.actions import make
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.keyring.queries import signer
from tests.api.licensing.program import Program, code_for
from tests.conftest import NOON
from tests.licensing.security.scan import forms_of, forms_of_code, forms_of_private_key, forms_of_product_key
from tests.makers.shop import ALICE, DORA, Shop

HOLDER = "holder@example.org"


@dataclass
class Secrets:
    """What nobody may find."""

    product_keys: list[str]
    tokens: list[str]
    codes: list[str]

    @property
    def forms(self) -> set[str]:
        """Everything in every form, with the private keys and the master secrets of the moment."""
        private = [signer(kid).private for kid in SigningKey.objects.values_list("kid", flat=True)]
        return (
            {form for key in self.product_keys for form in forms_of_product_key(key)}
            | {form for token in self.tokens for form in forms_of(token) | forms_of(token.removeprefix("abt_"))}
            | {form for code in self.codes for form in forms_of_code(code)}
            | {form for key in private for form in forms_of_private_key(key)}
        )


@pytest.fixture
def secrets(transactional_db, letters, settings) -> Secrets:
    """Let two customers buy and a program redeem, activate, and make its calls again."""
    settings.FEED_SOURCE = "abaca.config.feed_link.documents_after"
    shop = Shop()
    keys = [key.text for person in (ALICE, DORA) for key in shop.sells(to=person).keys]
    program = Program(Client(headers={"Idempotency-Key": "once"}))
    program.signs_in(HOLDER)
    first = code_for(HOLDER)
    program.asks("redeem", product_key=keys[0])
    program.asks("activate", name="Studio")
    make(at=NOON, by="a test")
    Program(Client(), fingerprint="0" * 64).asks("sign-in", email=HOLDER)  # its code is not used
    return Secrets(product_keys=keys, tokens=[program.token], codes=[first, code_for(HOLDER)])
