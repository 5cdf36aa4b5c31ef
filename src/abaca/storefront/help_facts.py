"""What the help pages know: read from the shop's own settings, tables and catalogue at each request.

So a page says 21 days when the calendar says 21 days; nothing of it is written down a second time.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from abaca.licensing.accounts.codes import VALID_FOR
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.queries import plans_for_sale
from abaca.store.notices.queries import calendar
from abaca.store.notices.timetable import Kind, is_card
from abaca.store.subscriptions.renewal_dates import BY_CHARGE, BY_TRANSFER, CHARGE_HOUR, Act, Step
from abaca.store.workflows.checkout import MOST_SEATS, TRANSFER_ORDER_LAPSES
from abaca.store.workflows.publication import LEASE_DAYS
from abaca.store.workflows.upgrade import STANDS_FOR
from abaca.store.workflows.withdrawal import withdrawal_days

from .forms.means import MEANS, TRANSFER


@dataclass(frozen=True)
class HelpFacts:
    """Days, ways and names as this shop has them."""

    plans: list[Plan]
    upgrades: list[tuple[Plan, Plan]]
    languages: list[str]
    means: list[str]
    by_transfer: bool
    first_notice: int  # days before the end
    second_notice: int
    short_notice: int
    ending_notice: int
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

    @property
    def one_grace(self) -> int | None:
        return self.grace[0] if len(self.grace) == 1 else None

    @property
    def one_device_limit(self) -> int | None:
        return self.devices[0] if len(self.devices) == 1 else None


def help_facts() -> HelpFacts:
    """Return what the help pages say; one statement."""
    plans = plans_for_sale()
    by_pk = {plan.pk: plan for plan in plans}
    days = {row.id: row.days_before for row in calendar().rows}
    larger = [(plan, by_pk[plan.upgrades_to_id]) for plan in plans if plan.upgrades_to_id in by_pk]
    return HelpFacts(
        plans=plans,
        upgrades=larger,
        languages=[name for _code, name in settings.LANGUAGES],
        means=[str(name) for _code, name in MEANS],
        by_transfer=TRANSFER in dict(MEANS),
        first_notice=days[Kind.RENEWAL_BOXED],
        second_notice=days[Kind.RENEWAL_SECOND],
        short_notice=days[Kind.RENEWAL_SHORT],
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
    )


def _first(steps: tuple[Step, ...], act: Act) -> int:
    return next(step.day for step in steps if step.act == act)
