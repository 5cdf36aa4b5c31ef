"""A customer changes his address; the new one counts only after it has answered."""

from datetime import datetime
from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from abaca.access.models import User
from abaca.kernel.refusals import Refusal
from abaca.store.workflows.my_data import ask_to_change_email, confirm_new_email

from .entrance import UNPROCESSABLE, CustomerRequest, for_customers, refused
from .forms.my_data import EmailForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
@reauthentication_required
def email(request: CustomerRequest) -> HttpResponse:
    form = EmailForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            wished = form.cleaned_data["email"]
            try:
                ask_to_change_email(request.customer, wished, at=request.at, by=request.customer.ref)
            except Refusal as refusal:
                status = refused(form, refusal)
            else:
                return render(request, "portal/my_data/email_asked.html", {"wished": wished})
    return render(request, "portal/my_data/email.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one click, since programs that look at letters follow links too; the token is the permission.

    All sessions of the customer end, apart from the one in which he clicks.
    """
    if request.method != "POST":
        return render(request, "portal/my_data/email_confirm.html")
    user = cast(User, request.user)
    here = user.is_authenticated  # read before the session ends
    customer = confirm_new_email(token, at=cast(datetime, request.at))  # type: ignore[attr-defined]
    if here and user.ref == customer.user_ref:
        user.refresh_from_db()
        update_session_auth_hash(request, user)
    words = _("Your e-mail address is now {email}. You log in with it from now on.").format(email=customer.email)
    messages.success(request, words)
    return redirect("portal:my_data" if request.user.is_authenticated else "account_login")
