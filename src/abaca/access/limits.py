"""How often somebody may do a thing; counted in the database, so that it holds over all processes."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal


@dataclass(frozen=True)
class Limit:
    """At most so many tries in so many minutes."""

    name: str
    most: int
    minutes: int

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.minutes)


class TooManyTries(Refusal):
    code = "too_many_tries"
    sentence = _("That was very often in a short time. Please wait {minutes} minutes and try again.")
    status = 429


# a class room behind one address must still be able to shop; each change of the summary is a request
FORMS = Limit("forms", most=300, minutes=10)
PAYING = Limit("paying", most=40, minutes=10)  # who tries stolen cards needs many
ONE_BUYER = Limit("one_buyer", most=20, minutes=60)  # the same for one order or one address
DECLARING = Limit("declaring", most=30, minutes=60)  # cancelling and withdrawing without a log-in
ONE_CONTRACT = Limit("one_contract", most=5, minutes=24 * 60)  # guesses at one contract before only its owner counts
ONE_DECLARER = Limit("one_declarer", most=10, minutes=24 * 60)  # guesses with one address at many contracts
ONE_READER = Limit("one_reader", most=5, minutes=24 * 60)  # letters to an address that a stranger may have typed
ASKING = Limit("asking", most=10, minutes=60)  # questions to the desk from the help pages
