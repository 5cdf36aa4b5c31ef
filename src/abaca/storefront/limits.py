"""How often somebody may send a form of the shop: counted by his network, and by what the form is about."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from abaca.access.actions import count_try
from abaca.access.limits import Limit
from abaca.kernel.networks import network_of

from .visitors import instant_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def limited(limit: Limit) -> Callable[[View[P]], View[P]]:
    """Refuse a form that comes too often from one network; looking at the page is never counted."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "POST":
                count_try(limit, network_of(request.META.get("REMOTE_ADDR", "")), at=instant_of(request))
            return view(request, *args, **kwargs)

        return counted

    return guard
