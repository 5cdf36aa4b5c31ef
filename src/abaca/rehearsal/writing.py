"""A person of the demo writes to the shop: a real mail to a real port, signed by the provider, or forged."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from abaca.design.templatetags.abaca import day
from abaca.inbox.gateways.rehearsal import Undelivered, Written
from abaca.inbox.jobs import write_to_the_shop
from abaca.inbox.verdict_words import sentence
from abaca.kernel.emails import is_email
from abaca.messaging.gateways.mailbox import Mail, NoSuchLetter, one

from .visits import Visit

LONGEST_TEXT = 20_000


class WritingForm(forms.Form):
    sender = forms.CharField(
        label=gettext_lazy("From"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please fill in an e-mail address.")},
    )
    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=250, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    text = forms.CharField(
        label=gettext_lazy("What you write"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"required": gettext_lazy("Please write a few words.")},
    )
    forged = forms.BooleanField(
        label=gettext_lazy("Forge this mail"),
        help_text=gettext_lazy("Somebody else sends it under this name: from another place, and unsigned."),
        required=False,
    )

    def clean_sender(self) -> str:
        sender = str(self.cleaned_data["sender"])
        if not is_email(sender):
            raise forms.ValidationError(_("Please write the address in full, such as name@example.com."))
        return sender


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Visit) -> HttpResponse:
    """Show an empty sheet, or one that answers a letter; send what was written."""
    letter = _letter(request.GET.get("answer", ""))
    form = WritingForm(request.POST) if request.method == "POST" else WritingForm(initial=_initial(request, letter))
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, form.cleaned_data, letter)
        except Undelivered as reason:
            form.add_error(None, _("The shop's mail server did not take it: {words}").format(words=reason))
        else:
            return redirect(f"{reverse('rehearsal:mailbox')}?{urlencode({'to': form.cleaned_data['sender']})}")
    context = {"form": form, "letter": letter, "to": settings.VENDOR_SUPPORT_EMAIL}
    return render(request, "rehearsal/mailbox/write.html", context, status=422 if form.errors else 200)


def _send(request: Visit, said: dict[str, Any], letter: Mail | None) -> None:
    written = Written(
        from_address=said["sender"],
        to_address=settings.VENDOR_SUPPORT_EMAIL,
        subject=said["subject"],
        text=said["text"],
        in_reply_to=letter.message_id if letter else "",
    )
    mail = write_to_the_shop(written, forged=said["forged"], at=request.at)
    messages.success(
        request, _("Your mail has come in. What the shop makes of its sender:") + " " + sentence(mail.verdict)
    )


def _initial(request: Visit, letter: Mail | None) -> dict[str, str]:
    if letter is None:
        return {"sender": request.GET.get("from", "")}
    subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
    return {"sender": letter.address, "subject": subject, "text": quoted(letter)}


def quoted(letter: Mail) -> str:
    """Return a letter as mail programs put it below an answer."""
    who = letter.sender
    wrote = f"On {day(letter.date)}, {who} wrote:" if letter.date else f"{who} wrote:"
    lines = letter.text.strip().splitlines()
    return "\n".join(["", "", wrote, *(f"> {line}".rstrip() for line in lines)])


def _letter(letter_id: str) -> Mail | None:
    if not letter_id:
        return None
    try:
        return one(settings.REHEARSAL_MAILBOX, letter_id)
    except NoSuchLetter:
        raise Http404 from None
