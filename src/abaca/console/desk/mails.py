"""A mail as it came: its bytes, its look, its files. Nothing of it is ever opened as a page of ours."""

from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from abaca.console.door import concerns
from abaca.design.downloads import attachment
from abaca.inbox.jobs import content_of
from abaca.inbox.models import Incoming
from abaca.inbox.queries import by_ref
from abaca.kernel.refusals import Refusal
from abaca.support.tickets.actions import MailUnknown
from abaca.support.tickets.queries import entry_with_mail, mail_without_ticket

from . import queries
from .doors import may_view

MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": [""],
}
FRAME = '<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light"><body>{}</body>'


class FileGone(Refusal):
    code = "mail_file_gone"
    sentence = gettext_lazy("There is no such file with any mail of a ticket.")
    status = 404


@may_view
@require_safe
def raw(request: HttpRequest, ref: str) -> HttpResponse:
    """Give away the bytes of a mail, to be saved; a mail program can open them."""
    mail = _mail(request, ref)
    return attachment(bytes(mail.raw), name=f"{mail.ref}.eml", media_type="message/rfc822")


@may_view
@require_safe
@xframe_options_sameorigin
@csp(MAIL_POLICY)  # type: ignore[arg-type]  # it knows views without a ref only
def html(request: HttpRequest, ref: str) -> HttpResponse:
    """Return the look of a mail, made safe by the inbox and shut into a frame that may do nothing."""
    response = HttpResponse(FRAME.replace("{}", _mail(request, ref).html))
    response["X-Content-Type-Options"] = "nosniff"
    return response


@may_view
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give away a file that came with a mail, to be saved and by no browser to be opened."""
    found = queries.file_with(pk)
    mail = _mail(request, found.incoming.ref) if found else None
    content = content_of(found) if mail and found else None
    if found is None or content is None:
        raise FileGone
    return attachment(content, name=found.name, media_type="application/octet-stream")


def _mail(request: HttpRequest, ref: str) -> Incoming:
    """Return a mail that stands in a ticket, or that was settled and has none: the desk shows no others."""
    entry = entry_with_mail(ref)
    apart = None if entry else mail_without_ticket(ref)
    found = by_ref(ref) if entry or apart else None
    if found is None:
        raise MailUnknown
    concerns(request, entry.ticket.customer if entry else "", *(queries.senders_of([found]) if apart else {}).values())
    return found
