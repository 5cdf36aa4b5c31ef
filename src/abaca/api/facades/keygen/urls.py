"""The fourteen calls, below /v1/ and /v1/accounts/{account}/."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from . import check_out, licences, machines
from .door import Views, answer

app_name = "keygen"
VIEWS: Views = {
    ("GET", "ping"): licences.ping,
    ("GET", "me"): licences.me,
    ("POST", "licenses/actions/validate-key"): licences.validate_key,
    ("POST", "licenses/*/actions/validate"): licences.validate,
    ("GET", "licenses/*/actions/validate"): licences.quick_validate,
    ("GET", "licenses/*"): licences.show,
    ("POST", "licenses/*/actions/check-out"): check_out.licence,
    ("GET", "licenses/*/actions/check-out"): check_out.licence,
    ("GET", "licenses/*/machines"): licences.machines,
    ("GET", "licenses/*/entitlements"): licences.entitlements,
    ("POST", "machines"): machines.create,
    ("GET", "machines/*"): machines.show,
    ("PATCH", "machines/*"): machines.rename,
    ("DELETE", "machines/*"): machines.remove,
    ("POST", "machines/*/actions/ping"): machines.beat,
    ("POST", "machines/*/actions/ping-heartbeat"): machines.beat,
    ("POST", "machines/*/actions/reset"): machines.reset,
    ("POST", "machines/*/actions/check-out"): check_out.machine,
    ("GET", "machines/*/actions/check-out"): check_out.machine,
}


@csrf_exempt
def door(request: HttpRequest, account: str = "", rest: str = "") -> HttpResponse:
    """Answer every call of the protocol."""
    return answer(request, VIEWS, account=account, rest=rest)


urlpatterns = [
    path("v1/accounts/<str:account>/<path:rest>", door, name="with_account"),
    path("v1/<path:rest>", door, name="call"),
]
