"""The address to which payment providers send their notifications."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from abaca.store.payments.jobs import NotificationForged, ProviderUnknown
from abaca.store.workflows.jobs import listen


@csrf_exempt  # a provider has no session; its signature speaks for it
@require_POST
def receive(request: HttpRequest, provider: str) -> JsonResponse:
    """Take a notification as a hint to ask the provider; answer 200 also where it says nothing new."""
    signature = request.headers.get("X-Signature", "")
    try:
        listen(request.body, signature, provider=provider, at=request.at)  # type: ignore[attr-defined]
    except (NotificationForged, ProviderUnknown) as refusal:
        body = {"error": {"code": refusal.code, "message": str(refusal)}}
        return JsonResponse(body, status=refusal.status)
    return JsonResponse({"heard": True})
