"""How a frozen paper stands today: what is printed never changes, what became of it does."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from abaca.kernel.schedule import local_day
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.papers import printed
from abaca.store.invoices.queries import house_brand
from abaca.store.invoices.states import InvoiceKind
from abaca.store.invoices.wording import figures, sentences
from abaca.store.orders.states import OrderState


def shown_paper(paper: Invoice, others: Sequence[Invoice]) -> dict[str, Any]:
    """Return what a page shows of a paper: its words, how it stands today, and whether a transfer is still wanted.

    `others` are the other papers about its order. The words of the standing are in the active language.
    """
    return {
        "printed": printed(paper.document, house_brand()),
        "state": standing(paper, others),
        "payable": is_payable(paper),
    }


def is_payable(paper: Invoice) -> bool:
    """Tell whether money for an invoice is still awaited."""
    waits = paper.order.state == OrderState.PLACED and paper.standing
    return paper.kind == InvoiceKind.INVOICE and waits and sentences.due(paper.document) > 0


def standing(paper: Invoice, others: Sequence[Invoice]) -> str:
    """Say what became of an invoice after its issue; nothing where the paper itself still says it right."""
    if paper.kind != InvoiceKind.INVOICE:
        return ""
    order = paper.order
    locale = figures.locale_of(paper.document["language"], order.billing.get("country", ""))
    notes = [other.number for other in others if other.corrects_id == paper.pk]
    if not paper.standing:
        return _("Taken back in full by credit note {number}").format(number=", ".join(notes))
    if paper.credited_net or paper.credited_tax:
        taken = figures.money(paper.credited_net + paper.credited_tax, paper.currency, locale)
        return _("{sum} of it taken back by credit note {number}").format(sum=taken, number=", ".join(notes))
    if order.paid_at and sentences.due(paper.document):
        on = local_day(order.paid_at, order.time_zone)
        whole = figures.money(sentences.due(paper.document), paper.currency, locale)
        return _("{sum}, paid on {day}").format(sum=whole, day=figures.day(on.isoformat(), locale))
    return ""
