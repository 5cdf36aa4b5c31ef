"""What a credit note takes back of an invoice: net and tax at its rate, the last one all that is left."""

from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.tax.totals import from_net, keep_gross


class CreditAboveInvoice(Refusal):
    code = "credit_above_invoice"
    sentence = _("More than what is left of the invoice cannot be taken back.")
    status = 409
    field = "amount"


class CreditOfNothing(Refusal):
    code = "credit_of_nothing"
    sentence = _("Please enter a sum above zero.")
    status = 422
    field = "amount"


def part_of(
    *, left_net: int, left_tax: int, rate: int, net: int | None = None, gross: int | None = None
) -> tuple[int, int]:
    """Return net and tax of a credit note, in minor units; neither sum given means everything that is left.

    `rate` is that of the invoice, in hundredths of a per cent. A sum that exhausts the net or the gross takes the
    remaining net *and* the remaining tax, whatever the rate would say (billing.md, I5). More than is left is refused.
    """
    if net is None and gross is None:
        return left_net, left_tax
    if min(x for x in (net, gross) if x is not None) <= 0:
        raise CreditOfNothing
    if gross is not None:
        if gross > left_net + left_tax:
            raise CreditAboveInvoice
        if gross == left_net + left_tax:
            return left_net, left_tax
        sums = keep_gross(gross, rate)
        tax = max(gross - left_net, min(sums.tax, left_tax))  # what cannot be net must be tax
        return gross - tax, tax
    wanted = net or 0
    if wanted > left_net:
        raise CreditAboveInvoice
    if wanted == left_net:
        return left_net, left_tax
    return wanted, min(from_net(wanted, rate).tax, left_tax)
