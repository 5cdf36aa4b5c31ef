"""The address at which a mail provider tells of bounces and complaints."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from abaca.messaging.jobs import ProviderUnknown, hear_provider


@csrf_exempt  # a provider has no session; it shows the secret that was agreed with it
@require_http_methods(["POST", "HEAD"])
def receive(request: HttpRequest) -> JsonResponse:
    """Note what is told; HEAD is how some providers try the address."""
    if request.method == "HEAD":
        return JsonResponse({})
    try:
        hear_provider(request, at=request.at)  # type: ignore[attr-defined]
    except ProviderUnknown as refusal:
        body = {"error": {"code": refusal.code, "message": str(refusal)}}
        return JsonResponse(body, status=refusal.status)
    return JsonResponse({"heard": True})
