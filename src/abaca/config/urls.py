"""Which address leads to which face."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("api/store/v1/", include("abaca.api.store.urls")),
    path("api/licensing/v1/", include("abaca.api.licensing.urls")),
    path("language/", include("django.conf.urls.i18n")),
]

if settings.REHEARSAL:
    urlpatterns += []

handler400 = "abaca.config.errors.bad_request"
handler403 = "abaca.config.errors.forbidden"
handler404 = "abaca.config.errors.not_found"
handler500 = "abaca.config.errors.server_error"
