"""The doors: here a request gets its one instant, and here a refusal is put into words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Doors:
    """Give each request the one instant at which it happens."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/static/"):
            request.at = present()  # type: ignore[attr-defined]
        return self.get_response(request)


class RefusalsInWords:
    """Translate a refusal that no view caught into a page with its sentence, status and code."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        context = {"status": exception.status, "code": exception.code, "sentence": str(exception)}
        return render(request, "design/error.html", context, status=exception.status)
