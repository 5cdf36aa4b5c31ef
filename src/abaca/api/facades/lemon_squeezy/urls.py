"""The three calls, below /v1/licenses/, and below /ls/{product}/v1/licenses/ where several products have this door."""

from django.urls import path

from . import licences

app_name = "lemon_squeezy"
urlpatterns = [
    path(f"{prefix}v1/licenses/{name}", view)
    for prefix in ("", "ls/<str:product>/")
    for name, view in {
        "activate": licences.activate,
        "validate": licences.validate,
        "deactivate": licences.deactivate,
    }.items()
]
