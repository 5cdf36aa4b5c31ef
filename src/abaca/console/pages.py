"""What the pages of the console are called, where the audit log speaks of them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAGES: dict[str, Promise] = {
    "home": _("First page"),
    "search": _("Search"),
    "customer": _("Customer"),
    "make_bridge_code": _("Bridge code"),
    "invoice": _("Invoice"),
    "invoice_pdf": _("Invoice as PDF"),
    "invoice_xml": _("Invoice as XML"),
    "correct_invoice": _("Correction of an invoice"),
    "decline_correction": _("Correction of an invoice, declined"),
    "letter": _("Letter"),
    "letter_html": _("Letter as it looked"),
    "resend": _("Letter, sent again"),
    "cancel": _("Cancellation of a renewal"),
    "resume": _("Resumption of a renewal"),
    "offer_upgrade": _("Offer of an upgrade"),
    "money_back": _("Money back"),
    "paid_out": _("Refund, paid at the bank"),
    "refund": _("Refund"),
    "give_back": _("Order, given back"),
    "dispute": _("Dispute"),
    "move_licence": _("Licence, moved"),
    "show_key": _("Product key, read out"),
    "parked_keys": _("Waiting product keys"),
    "account": _("Account of the books"),
    "stray_money": _("Money that nobody could place"),
    "download_books": _("Export of the books"),
    "staff": _("Staff"),
    "staff_role": _("Role of a member of the staff"),
    "staff_leave": _("Member of the staff, let go"),
    "staff_lost_phone": _("Second step, forgotten"),
    "audit": _("Audit log"),
    "merge_customers": _("Merge of two customers"),
    "undo_merge": _("Merge of two customers, undone"),
    "export_data": _("Copy of a customer's data"),
    "erase_data": _("Erasure of a customer's data"),
}


def page_words(name: str) -> str:
    """Return what a page is called; a page without words shows the name of its address."""
    short = name.rpartition(":")[2]
    return str(PAGES.get(short, short.replace("_", " ")))
