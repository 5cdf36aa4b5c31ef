"""Why a wish stands where it stands, in a sentence for staff."""

from django.utils.translation import gettext_lazy as _

from .deciding import Reason
from .states import WishKind, WishState

KINDS = {
    WishKind.CANCEL: _("Cancel the renewal"),
    WishKind.RESUME: _("Resume the renewal"),
    WishKind.NEWSLETTER_OFF: _("Stop the newsletter"),
    WishKind.NEWSLETTER_ON: _("Get the newsletter"),
    WishKind.UPGRADE: _("Go over to a larger plan"),
    WishKind.EMAIL_CHANGE: _("Change the e-mail address"),
    WishKind.INVOICE_CORRECTION: _("Correct an invoice"),
    WishKind.REFUND: _("Get money back"),
    WishKind.WITHDRAWAL: _("Withdraw from the contract"),
    WishKind.LOST_KEY: _("Get the product key again"),
    WishKind.OTHER: _("Something else"),
}

STATES = {
    WishState.OPEN: _("For a person to decide"),
    WishState.ASKED: _("The registered address was asked to confirm"),
    WishState.DONE: _("Done"),
    WishState.UNDONE: _("Done, then taken back"),
    WishState.DROPPED: _("Not done"),
}

REASONS = {
    Reason.CLEAR: _("The words are clear, they came from the registered address, and its domain vouches for them."),
    Reason.ALREADY_SO: _("What is wished is so already. The customer was told once more."),
    Reason.NOT_PROVEN: _("The address is registered, but nothing proves that the mail was sent from it."),
    Reason.OTHER_ADDRESS: _("The mail came from an address that is not registered."),
    Reason.WHICH_ONE: _("The customer has several subscriptions that could be meant."),
    Reason.ASKED_OFTEN: _("The registered address was asked several times today already. It is not asked again."),
    Reason.ASKED_TOO_MANY: _("Very many customers were asked to confirm something within this hour. This one was not."),
    Reason.UNANSWERED: _("The registered address was asked and has not answered."),
    Reason.NOT_CERTAIN: _("The words are not clear enough to act upon them."),
    Reason.CONTRADICTS: _("The mail wishes one thing and its opposite."),
    Reason.NOBODY_KNOWN: _("No customer was found, neither by the sender nor by what the mail names."),
    Reason.NOTHING_RUNS: _("This customer has no subscription that it could be about."),
    Reason.PERSON_DECIDES: _("Such wishes are always decided by a person."),
    Reason.MACHINE: _("A program wrote the mail, not a person."),
    Reason.REFUSED: _("The shop refused it."),
    Reason.TROUBLE: _("It could not be carried out. The log says more."),
    Reason.CONFIRMED: _("The customer confirmed it by the link in our letter."),
    Reason.CONFIRMED_BY_MAIL: _("The customer answered our letter with a clear yes."),
    Reason.OTHERWISE: _("It was done by another way meanwhile, such as in the account."),
    Reason.DENIED: _("The customer says that he did not write this mail."),
    Reason.BY_STAFF: _("Decided by staff."),
    Reason.TAKEN_BACK: _("Taken back after it was done."),
}
