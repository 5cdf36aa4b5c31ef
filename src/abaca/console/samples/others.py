"""The letters of the other rooms: log-in, licences, the desk."""

from datetime import date
from typing import Any

from abaca.messaging.facts import day_fact, instant_fact

from .store import AT, PLAN

EMAIL = "alice@example.com"
LOG_IN = {"email": EMAIL, "asked_at": instant_fact(AT)}
MOVED = {"product": PLAN.product.name, "email": EMAIL, "other": "a…@example.org"}
RELEASED = {
    "product": PLAN.product.name,
    "device": "Alice's study",
    "released_at": instant_fact(AT),
    "places": {"used": 1, "of": 3},
}
PAPER = {"number": "MS26-000001", "until": day_fact(date(2036, 12, 31))}
TICKET = {"number": "T-1042", "subject": "How do I print the VAT report?"}
QUOTED = {
    "at": instant_fact(AT),
    "who": "Alice O'Neil <alice@example.com>",
    "lines": ["Good morning,", "the VAT report is empty.", "What do I have to do?"],
}
ANSWER = [
    "Hello Alice,",
    "open the report with the button “VAT” and choose the quarter. The figures appear as soon as it has bookings.",
    "Does this answer your question?",
]

NEWS = {
    "headline": "Close the year in an afternoon",
    "blocks": [
        {"kind": "paragraph", "words": "The new version leads through the end of the year in nine steps."},
        {"kind": "heading", "words": "What is new"},
        {"kind": "points", "points": ["It finds entries that have no voucher.", "It fills in the tax return."]},
        {"kind": "button", "words": "See the nine steps", "href": "http://localhost:8000/"},
    ],
    "since": day_fact(AT.date()),
}
WAYS_OUT = {
    "preferences_url": "http://localhost:8000/newsletter/x:y:z/",
    "unsubscribe_url": "http://localhost:8000/newsletter/x:y:z/off/",
}

STAYS = {"kept": [PAPER], "orders": True, "payers_until": PAPER["until"]}
NOTHING_STAYS = {"kept": [], "orders": False, "payers_until": None}

# template, variant, facts, secrets
LETTERS: list[tuple[str, str, dict[str, Any], dict[str, str]]] = [
    ("access/login_code", "a code", LOG_IN | {"minutes": 10}, {"code": "493 817"}),
    ("access/password_reset", "a link", LOG_IN, {"link": "http://localhost:8000/account/password/reset/"}),
    ("access/data_copy", "a link", LOG_IN | {"days": 2}, {"link": "http://localhost:8000/account/data/copy/x:y:z/"}),
    (
        "access/data_erased",
        "with papers",
        LOG_IN | STAYS,
        {},
    ),
    ("access/data_erased", "without", LOG_IN | NOTHING_STAYS, {}),
    ("access/log_in_changed", "a new password", LOG_IN | {"what": "password_changed"}, {}),
    ("access/log_in_changed", "a first password", LOG_IN | {"what": "password_set"}, {}),
    ("access/log_in_changed", "two steps", LOG_IN | {"what": "second_step_on"}, {}),
    ("access/log_in_changed", "one step", LOG_IN | {"what": "second_step_off"}, {}),
    ("access/log_in_changed", "recovery codes", LOG_IN | {"what": "recovery_codes"}, {}),
    *(
        ("access/staff_invited", role, LOG_IN | {"role": role, "link": "http://localhost:8000/console/"}, {})
        for role in ("agent", "bookkeeper", "manager", "administrator")
    ),
    (
        "licensing_accounts/sign_in_code",
        "in the program",
        {"product": PLAN.product.name, "device": "Alice's study", "minutes": 10},
        {"code": "493 817"},
    ),
    ("licensing_accounts/sign_in_code", "on a page", {"product": "", "device": "", "minutes": 10}, {"code": "493 817"}),
    ("licensing_workflows/licence_transferred", "from an address", MOVED, {}),
    ("licensing_workflows/licence_transferred", "from nobody", MOVED | {"other": ""}, {}),
    ("licensing_workflows/licence_moved_away", "to an address", MOVED, {}),
    ("licensing_workflows/device_released", "with its places", RELEASED, {}),
    ("licensing_workflows/device_released", "without a limit", RELEASED | {"places": None}, {}),
    ("licensing_workflows/device_released", "without a name", RELEASED | {"device": ""}, {}),
    ("store_newsletters/newsletter", "agreed to", NEWS | {"basis": "consent"}, WAYS_OUT),
    ("store_newsletters/newsletter", "to a customer who did not object", NEWS | {"basis": "customer"}, WAYS_OUT),
    (
        "support_tickets/answer",
        "to a question",
        {"ticket": TICKET, "paragraphs": ANSWER, "agent": "Sam, Musa Software", "quoted": QUOTED},
        {},
    ),
    (
        "support_tickets/answer",
        "from ourselves",
        {"ticket": TICKET | {"subject": ""}, "paragraphs": ANSWER[:1], "agent": "Sam", "quoted": None},
        {},
    ),
    ("support_tickets/received", "with a subject", {"ticket": TICKET, "received_at": instant_fact(AT)}, {}),
    (
        "support_tickets/received",
        "without",
        {"ticket": TICKET | {"subject": ""}, "received_at": instant_fact(AT)},
        {},
    ),
]
