"""The published test numbers, and how each of them behaves."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abaca.store.payments.gateways.contract import CardExpired, CardNotForRehearsal, CardNumberWrong, CvcWrong

YEARS_OF_A_NEW_CARD = 4


class Trouble(StrEnum):
    NONE = "none"
    DECLINE = "decline"
    CHALLENGE = "challenge"  # 3-D Secure
    WAIT = "wait"  # captured some hours later
    BREAK_BEFORE = "break_before"  # the connection breaks, nothing moved
    BREAK_AFTER = "break_after"  # the connection breaks, the money moved


@dataclass(frozen=True)
class Script:
    """Say which trouble a method makes, when, and how often."""

    trouble: Trouble = Trouble.NONE
    only_absent: bool = False  # well-behaved while the customer looks on
    times: int | None = None  # None: for ever
    until_authenticated: bool = False
    decline_code: str = ""
    hard: bool = False
    renewed_by_updater: bool = False
    told_twice: bool = False
    told_after: timedelta = timedelta(0)
    disputed_after: timedelta | None = None
    dispute_is_winnable: bool = False  # evidence wins it; without any it is lost
    refund_waits: timedelta | None = None  # under way for so long
    refund_fails_after: timedelta | None = None  # the account is closed: it comes back
    refund_breaks: Trouble = Trouble.NONE  # at the first refund
    removal_breaks: Trouble = Trouble.NONE  # when the shop first lets it be dropped

    def strikes(self, *, customer_present: bool, troubles: int, authenticated: bool) -> bool:
        if self.trouble is Trouble.NONE or (self.only_absent and customer_present):
            return False
        if self.until_authenticated and authenticated:
            return False
        return self.times is None or troubles < self.times


SCRIPTS = {
    "ok": Script(),
    "soft_first_renewal": Script(Trouble.DECLINE, only_absent=True, times=1, decline_code="insufficient_funds"),
    "soft_renewals": Script(Trouble.DECLINE, only_absent=True, decline_code="insufficient_funds"),
    "soft": Script(Trouble.DECLINE, decline_code="insufficient_funds"),
    "hard": Script(Trouble.DECLINE, decline_code="lost_card", hard=True),
    "hard_renewals": Script(Trouble.DECLINE, only_absent=True, decline_code="closed_account", hard=True),
    "expired": Script(Trouble.DECLINE, decline_code="expired_card", hard=True),
    "updated": Script(renewed_by_updater=True),
    "sca": Script(Trouble.CHALLENGE),
    "sca_first": Script(Trouble.CHALLENGE, until_authenticated=True),
    "timeout_after": Script(Trouble.BREAK_AFTER, times=1),
    "timeout_before": Script(Trouble.BREAK_BEFORE, times=1),
    "timeout_after_renewal": Script(Trouble.BREAK_AFTER, only_absent=True, times=1),
    "timeout_before_renewal": Script(Trouble.BREAK_BEFORE, only_absent=True, times=1),
    "processing": Script(Trouble.WAIT),
    "told_twice": Script(told_twice=True),
    "told_late": Script(Trouble.WAIT, told_twice=True, told_after=timedelta(days=1)),
    "disputed": Script(disputed_after=timedelta(days=30), dispute_is_winnable=True),
    "disputed_lost": Script(disputed_after=timedelta(days=30)),
    "refund_waits": Script(refund_waits=timedelta(days=1)),
    "refund_fails": Script(refund_fails_after=timedelta(days=2)),
    "refund_timeout_after": Script(refund_breaks=Trouble.BREAK_AFTER),
    "refund_timeout_before": Script(refund_breaks=Trouble.BREAK_BEFORE),
    "removal_timeout_after": Script(removal_breaks=Trouble.BREAK_AFTER),
    "removal_timeout_before": Script(removal_breaks=Trouble.BREAK_BEFORE),
}
_DISPUTE = re.compile(r"dispute:(\d{1,4}):(won|lost)")


def script_of(behaviour: str) -> Script:
    """Return the script by its name, or that of a dispute on a day of its own: `dispute:<days>:<won or lost>`."""
    on_a_day = _DISPUTE.fullmatch(behaviour)
    if on_a_day is None:
        return SCRIPTS[behaviour]
    days, end = on_a_day.groups()
    return Script(disputed_after=timedelta(days=int(days)), dispute_is_winnable=end == "won")


@dataclass(frozen=True)
class TestNumber:
    __test__: ClassVar[bool] = False  # no test for pytest, in spite of its name

    number: str
    brand: str
    behaviour: str
    sentence: Promise
    country: str = ""  # of the bank that issued it, as far as the provider tells

    @property
    def grouped(self) -> str:
        """Return the number as it stands on a card, in groups of four."""
        return " ".join(self.number[i : i + 4] for i in range(0, len(self.number), 4))


NUMBERS = (
    TestNumber("4242424242424242", "Visa", "ok", _("Approved.")),
    TestNumber("5555555555554444", "Mastercard", "ok", _("Approved."), "DE"),
    TestNumber(
        "4000000000001018",
        "Visa",
        "soft_first_renewal",
        _("The first renewal fails for lack of funds; after that, approved."),
    ),
    TestNumber("4000000000001026", "Visa", "soft_renewals", _("Every renewal fails for lack of funds.")),
    TestNumber("4000000000009995", "Visa", "soft", _("Always declined for lack of funds.")),
    TestNumber("4000000000009987", "Visa", "hard", _("Declined at once: reported as lost.")),
    TestNumber("4000000000000341", "Visa", "hard_renewals", _("Approved now; at the renewal the account is closed.")),
    TestNumber("4000002760003184", "Visa", "sca", _("Asks for 3-D Secure at every charge.")),
    TestNumber("4000002500003155", "Visa", "sca_first", _("Asks for 3-D Secure at the first charge only.")),
    TestNumber("4000000000000069", "Visa", "expired", _("Declined at once: the bank calls it expired.")),
    TestNumber("4000000000001034", "Visa", "updated", _("Before it expires, the card updater brings a new expiry.")),
    TestNumber("4000000000001042", "Visa", "timeout_after", _("The connection breaks once, after the money moved.")),
    TestNumber(
        "4000000000001059", "Visa", "timeout_before", _("The connection breaks once, before anything moved."), "FR"
    ),
    TestNumber(
        "4000000000001067",
        "Visa",
        "timeout_after_renewal",
        _("At the first renewal the connection breaks, after the money moved."),
    ),
    TestNumber(
        "4000000000001075",
        "Visa",
        "timeout_before_renewal",
        _("At the first renewal the connection breaks, before anything moved."),
    ),
    *(
        TestNumber(number, "Visa", "ok", _("Approved; its bank is in the country that its provider tells."), country)
        for country, number in (
            ("AT", "4000000400000008"),
            ("CH", "4000007560000009"),
            ("DE", "4000002760000016"),
            ("FR", "4000002500000003"),
            ("GB", "4000008260000000"),
            ("IT", "4000003800000008"),
            ("US", "4000008400001629"),
        )
    ),
    TestNumber("4000000000000077", "Visa", "processing", _("Stays under way for two hours, then approved.")),
    TestNumber("4000000000001091", "Visa", "told_twice", _("Approved; the notification comes twice.")),
    TestNumber(
        "4000000000001109",
        "Visa",
        "told_late",
        _("Approved after two hours, but the notification comes a day late, and twice."),
    ),
    TestNumber(
        "4000000000000259",
        "Visa",
        "disputed",
        _("Approved; disputed a month later, and won by whoever hands in evidence."),
    ),
    TestNumber("4000000000002685", "Visa", "disputed_lost", _("Approved; disputed a month later, and lost.")),
    TestNumber("4000000000007726", "Visa", "refund_waits", _("Approved; a refund is under way for a day.")),
    TestNumber(
        "4000000000005126",
        "Visa",
        "refund_fails",
        _("Approved; a refund comes back after two days, since the card was closed."),
    ),
    TestNumber(
        "4000000000001117",
        "Visa",
        "refund_timeout_after",
        _("Approved; at the first refund the connection breaks, after the money moved."),
    ),
    TestNumber(
        "4000000000001125",
        "Visa",
        "refund_timeout_before",
        _("Approved; at the first refund the connection breaks, before anything moved."),
    ),
    TestNumber(
        "4000000000001232",
        "Visa",
        "removal_timeout_after",
        _("Approved; when it is removed, the connection breaks after the provider has dropped it."),
    ),
    TestNumber(
        "4000000000001240",
        "Visa",
        "removal_timeout_before",
        _("Approved; when it is removed, the connection breaks before the provider has dropped it."),
    ),
)
_BY_NUMBER = {row.number: row for row in NUMBERS}


def published_numbers() -> list[TestNumber]:
    """Return every test number, in the order in which people should read them."""
    return list(NUMBERS)


def passes_luhn(number: str) -> bool:
    total = 0
    for place, sign in enumerate(reversed(number)):
        digit = int(sign) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def examine(*, number: str, exp_month: int, exp_year: int, cvc: str, at: datetime) -> TestNumber:
    """Return the row of a test card, or refuse it; a real card is refused before anything is kept."""
    digits = number.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdecimal() and 12 <= len(digits) <= 19 and passes_luhn(digits)):
        raise CardNumberWrong
    if digits not in _BY_NUMBER:
        raise CardNotForRehearsal
    plausible = 1 <= exp_month <= 12 and exp_year <= at.year + 100
    if not plausible or has_expired(exp_month, exp_year, at=at):
        raise CardExpired
    if not (cvc.isascii() and cvc.isdecimal() and len(cvc) == 3):
        raise CvcWrong
    return _BY_NUMBER[digits]


def has_expired(exp_month: int, exp_year: int, *, at: datetime) -> bool:
    """Tell whether the last day of the card's month is over."""
    day = at.astimezone(UTC).date()
    return (exp_year, exp_month) < (day.year, day.month)


def renewed_year(exp_month: int, exp_year: int, *, at: datetime) -> int:
    """Return the expiry year that the updater knows: from the first day of the last month on, a new one."""
    day = at.astimezone(UTC).date()
    while (exp_year, exp_month) <= (day.year, day.month):
        exp_year += YEARS_OF_A_NEW_CARD
    return exp_year
