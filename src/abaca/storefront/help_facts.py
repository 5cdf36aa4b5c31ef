"""What the help pages know: read from the shop's own settings, tables and catalogue at each request.

So a page says 21 days when the calendar says 21 days; nothing of it is written down a second time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from abaca.design.templatetags.abaca import country as country_name
from abaca.kernel.terms import add_months
from abaca.licensing.accounts.codes import VALID_FOR
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.queries import plans_for_sale
from abaca.store.newsletters.grounds import EXISTING_CUSTOMERS
from abaca.store.notices.calendars import Calendar, Facts
from abaca.store.notices.queries import calendar
from abaca.store.notices.timetable import Kind, is_card
from abaca.store.subscriptions.renewal_dates import BY_CHARGE, BY_TRANSFER, CHARGE_HOUR, Act, Step
from abaca.store.workflows.checkout import MOST_SEATS, TRANSFER_ORDER_LAPSES
from abaca.store.workflows.publication import LEASE_DAYS
from abaca.store.workflows.upgrade import STANDS_FOR
from abaca.store.workflows.withdrawal import withdrawal_days

from .forms.means import MEANS, TRANSFER

SOME_DAY = date(2025, 1, 1)  # a term is as long as any other of its months, for a letter that says days


@dataclass(frozen=True)
class Before:
    """How many days before a renewal the letters come: of which plans, or in which countries."""

    titles: list[str]
    days: list[int]  # the earliest first


@dataclass(frozen=True)
class HelpFacts:
    """Days, ways and names as this shop has them."""

    plans: list[Plan]
    upgrades: list[tuple[Plan, Plan]]
    languages: list[str]
    means: list[str]
    by_transfer: bool
    renewal_notices: list[Before]  # by plans; one for all where they have the same
    earlier_notices: list[Before]  # of consumers in countries whose law wants the first letter earlier
    ending_notice: int  # days before the end
    card_notices: list[int]
    charge_hour: int
    retries: list[int]  # days after the end
    suspended: int
    given_up: int
    transfer_invoice: int  # days before the end
    transfer_reminders: list[int]  # days after the end
    transfer_order: int  # days for the money of a first order
    grace: list[int]
    devices: list[int]
    lease: int
    withdrawal: int
    upgrade_price: int  # days for which the price of an upgrade stands
    log_in_code: int  # minutes
    sign_in_code: int
    most_seats: int
    news_unasked: bool  # newsletters also go to customers who did not object, where the law allows it

    @property
    def one_grace(self) -> int | None:
        return self.grace[0] if len(self.grace) == 1 else None

    @property
    def two_notices(self) -> list[int]:
        """Return the days before a renewal, where all plans have the same two."""
        same = self.renewal_notices[0].days if len(self.renewal_notices) == 1 else []
        return same if len(same) == 2 else []

    @property
    def one_device_limit(self) -> int | None:
        return self.devices[0] if len(self.devices) == 1 else None


def help_facts() -> HelpFacts:
    """Return what the help pages say; one statement."""
    plans = plans_for_sale()
    by_pk = {plan.pk: plan for plan in plans}
    notices = calendar()
    days = {row.id: row.days_before for row in notices.rows}
    larger = [(plan, by_pk[plan.upgrades_to_id]) for plan in plans if plan.upgrades_to_id in by_pk]
    return HelpFacts(
        plans=plans,
        upgrades=larger,
        languages=[name for _code, name in settings.LANGUAGES],
        means=[str(name) for _code, name in MEANS],
        by_transfer=TRANSFER in dict(MEANS),
        renewal_notices=_by_days((plan.title, _renewal_days(plan, notices)) for plan in plans),
        earlier_notices=_earlier(plans, notices),
        ending_notice=days[Kind.ENDING],
        card_notices=[days[notice] for notice in days if is_card(notice)],
        charge_hour=CHARGE_HOUR,
        retries=[step.day for step in BY_CHARGE if step.act == Act.CHARGE and step.day > 0],
        suspended=_first(BY_CHARGE, Act.SUSPEND),
        given_up=_first(BY_CHARGE, Act.EXPIRE),
        transfer_invoice=-_first(BY_TRANSFER, Act.INVOICE),
        transfer_reminders=[step.day for step in BY_TRANSFER if step.act == Act.REMIND and step.day > 0],
        transfer_order=TRANSFER_ORDER_LAPSES.days,
        grace=sorted({plan.grace_days for plan in plans}),
        devices=sorted({plan.devices for plan in plans}),
        lease=LEASE_DAYS,
        withdrawal=withdrawal_days(),
        upgrade_price=STANDS_FOR.days,
        log_in_code=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        sign_in_code=VALID_FOR // timedelta(minutes=1),
        most_seats=MOST_SEATS,
        news_unasked=settings.NEWSLETTER_TO_CUSTOMERS and bool(EXISTING_CUSTOMERS),
    )


def _renewal_days(plan: Plan, notices: Calendar, country: str = "") -> list[int]:
    """Return how many days before its end a consumer is written to about the renewal of a term of this plan."""
    facts = Facts(
        begins_on=SOME_DAY,
        ends_on=add_months(SOME_DAY, plan.months),
        auto_renew=True,
        zone=settings.VENDOR_TIME_ZONE,
        card_works_to=None,
        country=country,
        months=plan.months,
    )
    before = [-ruled.plan for ruled in notices.ruled(facts) if ruled.row.is_planned]
    return sorted(before, reverse=True)


def _earlier(plans: Iterable[Plan], notices: Calendar) -> list[Before]:
    """Return the countries in which the first letter about a renewal comes earlier than elsewhere, by its day."""
    first: dict[str, int] = {}
    for country in sorted({country for rule in notices.rules for country in rule.when.countries}):
        for plan in plans:
            here, elsewhere = _renewal_days(plan, notices, country)[:1], _renewal_days(plan, notices)[:1]
            if here > elsewhere:
                first[country] = max(first.get(country, 0), *here)
    return _by_days((country_name(country), [days]) for country, days in first.items())


def _by_days(told: Iterable[tuple[str, list[int]]]) -> list[Before]:
    found: dict[tuple[int, ...], list[str]] = {}
    for title, days in told:
        if days:
            found.setdefault(tuple(days), []).append(title)
    return [Before(titles, list(days)) for days, titles in found.items()]


def _first(steps: tuple[Step, ...], act: Act) -> int:
    return next(step.day for step in steps if step.act == act)
