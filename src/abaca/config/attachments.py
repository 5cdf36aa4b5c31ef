"""What letters carry along: messaging knows names, the store knows what they mean."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from abaca.messaging.envelopes import File
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.papers import pdf_of
from abaca.store.invoices.queries import house_brand, invoices_numbered

INVOICE = "invoice/"


def files_named(names: Collection[str]) -> Mapping[str, Callable[[], File]]:
    """Return how each of the files is made; one statement for all. A name that nobody knows has no entry."""
    numbers = {name.removeprefix(INVOICE): name for name in names if name.startswith(INVOICE)}
    return {numbers[invoice.number]: partial(_as_pdf, invoice) for invoice in invoices_numbered(numbers)}


def _as_pdf(invoice: Invoice) -> File:
    return File(f"{invoice.number}.pdf", "application/pdf", pdf_of(invoice.document, house_brand()))
