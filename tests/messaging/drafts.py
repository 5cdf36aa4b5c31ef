"""Letters for these tests: a renewal notice and a code, to Alice unless somebody else is named."""

from dataclasses import replace
from datetime import date
from typing import Any

from abaca.kernel.money import Money
from abaca.messaging.actions import Draft
from abaca.messaging.facts import day_fact, money_fact, secret_fact

RENEWAL = Draft(
    to_address="alice@example.org",
    to_name="Alice Liddell",
    language="en",
    template="rehearsed/renewal",
    context={
        "name": "Alice",
        "plan": "Musa Accounting Advanced",
        "renews_on": day_fact(date(2027, 3, 22)),
        "price": money_fact(Money(7900, "EUR")),
        "address": "1 Looking-Glass Lane\nOxford",
    },
    key="renewal-notice/term_1",
    kind="renewal_notice",
    about="order_1",
    whose="customer_1",
)

CODE = Draft(
    to_address="alice@example.org",
    language="en",
    template="rehearsed/code",
    context={"rows": [{"seat": 1, "product_key": secret_fact("first")}]},
    secrets={"code": "493817", "first": "MUSA9-AAAAA-BBBBB-CCCCC-DDDDD"},
    key="code/1",
    kind="code",
)


def make_draft(number: int = 1, /, *, like: Draft = RENEWAL, **changes: Any) -> Draft:
    return replace(like, **{"key": f"{like.key}/{number}", **changes})


def make_drafts(count: int) -> list[Draft]:
    return [make_draft(number, to_address=f"reader{number}@example.org") for number in range(count)]
