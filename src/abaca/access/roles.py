"""Which member of the staff may do what: one table, from which doors, pages and the handbook are made."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    AGENT = "agent"  # answers customers
    BOOKKEEPER = "bookkeeper"  # reads the books, hands them in, pays out what was granted
    MANAGER = "manager"  # decides about money, prices and texts
    ADMINISTRATOR = "administrator"  # lets people in, and sees who looked at what


ROLE_NAMES: dict[Role, Promise] = {
    Role.AGENT: _("agent"),
    Role.BOOKKEEPER: _("bookkeeper"),
    Role.MANAGER: _("manager"),
    Role.ADMINISTRATOR: _("administrator"),
}
ROLE_SENTENCES: dict[Role, Promise] = {
    Role.AGENT: _(
        "Answers customers, cancels and resumes for them, sends keys and letters again. Decides about no money; what a "
        "customer is owed by rule goes back by itself."
    ),
    Role.BOOKKEEPER: _("Reads books, invoices and taxes, exports them, and pays out what others have granted."),
    Role.MANAGER: _("Does what an agent does, gives money back, sets prices and changes the texts of letters."),
    Role.ADMINISTRATOR: _("Does everything, lets staff in, and reads who has looked at whose data."),
}
EVERYBODY = frozenset(Role)
DESK = frozenset({Role.AGENT, Role.MANAGER, Role.ADMINISTRATOR})
BOOKS = frozenset({Role.BOOKKEEPER, Role.MANAGER, Role.ADMINISTRATOR})
LEADING = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
ALONE = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "console.view": EVERYBODY,  # the first page, the search box, one's own log-in
    "customers.view": EVERYBODY,
    "customers.merge": LEADING,
    "customers.readdress": LEADING,  # let another e-mail count at once though letters to the present one arrive
    "desk.view": DESK,  # mails and tickets
    "desk.answer": DESK,
    "desk.act": DESK,  # cancel, resume, offer an upgrade, move a licence, make a bridge code
    "letters.view": EVERYBODY,
    "letters.resend": DESK,
    "letters.change": LEADING,  # texts
    "newsletters.write": DESK,  # drafts and trials
    "newsletters.send": LEADING,
    "invoices.view": EVERYBODY,
    "invoices.correct": EVERYBODY,
    "keys.view": DESK,  # read a product key out
    "keys.deliver": DESK,  # ask again for one that is paid and did not come
    "keys.change": LEADING,  # where product keys come from
    "refunds.view": EVERYBODY,
    "refunds.make": LEADING,
    "refunds.pay": BOOKS,  # say that the bank has paid what was granted
    "disputes.answer": LEADING,
    "transfers.assign": BOOKS,
    "books.view": BOOKS,
    "books.export": BOOKS,
    "books.change": BOOKS,  # the numbers of accounts
    "tax.view": BOOKS,
    "tax.change": frozenset({Role.BOOKKEEPER, Role.ADMINISTRATOR}),  # where the seller is registered
    "catalogue.view": EVERYBODY,
    "catalogue.change": LEADING,
    "settings": ALONE,  # how programs may ask, and what else is set once
    "privacy.export": LEADING,
    "privacy.erase": ALONE,
    "staff.manage": ALONE,
    "audit.view": ALONE,
}


def permissions_of(role: str) -> frozenset[str]:
    """Return all that a role may do; a word that is no role may do nothing."""
    return frozenset(name for name, roles in PERMISSIONS.items() if role in roles)


def may(role: str, permission: str) -> bool:
    """Tell whether a role may do something; a permission that nobody knows is a mistake of ours and breaks."""
    return role in PERMISSIONS[permission]


def who_may(permission: str) -> list[Role]:
    """Return the roles that may do something, in the order of the table of roles."""
    return [role for role in Role if role in PERMISSIONS[permission]]
