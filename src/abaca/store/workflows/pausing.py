"""Some days after staff have changed an e-mail, what nobody could take back waits.

Whoever has the new address can log in. If it was not the customer's, he learns of it by the letter to his old one, and
these days are his to say so, before all his data or his money are somewhere else.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from abaca.design.templatetags.abaca import day
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import readdressed_at


class EmailJustChanged(Refusal):
    code = "email_just_changed"
    sentence = _(
        "Our staff changed the e-mail of this account a short while ago. To be safe, this is possible from {day} on. "
        "If it cannot wait, please write to us."
    )
    status = 409


def refuse_just_readdressed(customer: Customer, *, at: datetime) -> None:
    """Refuse what a customer wishes by himself as long as staff have changed his e-mail only just."""
    changed = readdressed_at(customer)
    if changed is not None and local_day(at, settings.VENDOR_TIME_ZONE) < free_on(changed):
        raise EmailJustChanged(day=day(free_on(changed)))


def free_on(changed: datetime) -> date:
    """Return the first day on which nothing waits any more, after an e-mail was changed at this instant."""
    return local_day(changed, settings.VENDOR_TIME_ZONE) + timedelta(days=settings.EMAIL_PAUSE_DAYS)
