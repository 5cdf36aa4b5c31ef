"""The staff: who they are and what they may do; letting somebody in, changing a role, letting somebody go."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from abaca.access.actions import change_role, dismiss, forget_second_step
from abaca.access.queries import staff as all_staff
from abaca.access.queries import staff_with_second_step
from abaca.access.roles import ROLE_NAMES, ROLE_SENTENCES, Role
from abaca.kernel.emails import is_email
from abaca.kernel.refusals import Refusal

from .door import allowed, at_of, with_note
from .inviting import invite

UNFIT = 422


class InviteForm(forms.Form):
    """Whom to let in, and as what."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(role, ROLE_NAMES[role]) for role in Role], initial=Role.AGENT
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not is_email(email):
            raise forms.ValidationError(_("This is not a complete e-mail address."))
        return email


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=[(role, ROLE_NAMES[role]) for role in Role])


@allowed("staff.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """Show who may come in, and let somebody in."""
    form = InviteForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            user = invite(form.cleaned_data["email"], role=Role(form.cleaned_data["role"]), at=at_of(request))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            with_note(request, f"{user.ref} {user.role}")
            messages.success(request, _("A letter is on its way to {email}.").format(email=user.email))
            return redirect("console:staff")
    secured = staff_with_second_step()
    context = {
        "here": "staff",
        "rows": [(user, ROLE_NAMES[Role(user.role)], user.pk in secured) for user in all_staff()],
        "roles": [(role, ROLE_NAMES[role], ROLE_SENTENCES[role]) for role in Role],
        "form": form,
    }
    return render(request, "console/staff/staff.html", context, status=UNFIT if form.errors else 200)


@allowed("staff.manage")
@require_POST
def role(request: HttpRequest, ref: str) -> HttpResponse:
    """Give somebody another role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose one of the roles."))
        return redirect("console:staff")
    try:
        user = change_role(ref, role=Role(form.cleaned_data["role"]))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        with_note(request, f"{ref} {user.role}")
        said = _("{email} has the role {role} from now on.")
        messages.success(request, said.format(email=user.email, role=ROLE_NAMES[Role(user.role)]))
    return redirect("console:staff")


@allowed("staff.manage")
@require_POST
def leave(request: HttpRequest, ref: str) -> HttpResponse:
    """Let somebody go: he is out at once, on every computer."""
    try:
        user = dismiss(ref, at=at_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("{email} is logged out and comes in no more.").format(email=user.email))
    return redirect("console:staff")


@allowed("staff.manage")
@require_POST
def lost_phone(request: HttpRequest, ref: str) -> HttpResponse:
    """Forget the second step of somebody who lost his phone."""
    try:
        user = forget_second_step(ref)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("{email} sets up a new second step at the next log-in.")
        messages.success(request, said.format(email=user.email))
    return redirect("console:staff")
