"""Reading out a product key: by a POST, on a page of its own, and written down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from abaca.design.downloads import attachment
from abaca.store.product_keys.queries import file_of
from abaca.store.product_keys.states import KeyForm
from abaca.store.workflows.desk import read_out

from .door import allowed, at_of, by_of, concerns


@allowed("keys.view")
@require_POST
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one product key."""
    key, text = read_out(ref, at=at_of(request), by=by_of(request))
    concerns(request, key.line.order.customer.ref)
    if key.form == KeyForm.FILE:
        return attachment(file_of(key), name=key.file_name, media_type=key.media_type)
    order = key.line.order
    page = reverse("console:customer", args=[order.customer.ref])
    context = {
        "key": key,
        "text": text,
        "order": order,
        "page": f"{page}#{order.number}",
        "ways": [(_("Console"), reverse("console:home")), (order.customer.name, page)],
    }
    return render(request, "console/product_keys/product_key.html", context)
