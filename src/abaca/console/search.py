"""The search box that takes anything. It posts, since an address in the browser's history must hold no product key."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from .door import allowed, concerns
from .finding import find


@allowed("console.view")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Go to the one thing that is meant, or show what could be."""
    if request.method != "POST":
        return render(request, "console/search/results.html")
    text = request.POST.get("q", "").strip()
    found = find(text)
    concerns(request, *(hit.customer.ref for hit in found.hits))
    if found.is_certain:
        return redirect(found.page or found.hits[0].href)
    # a product key is not written back into a page, not even one with a slip in it
    return render(request, "console/search/results.html", {"found": found, "q": "" if found.secret else text})
