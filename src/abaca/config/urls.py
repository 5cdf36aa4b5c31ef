"""Which address leads to which face."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("api/store/v1/", include("abaca.api.store.urls")),
    path("api/mail/v1/", include("abaca.api.mail.urls")),
    path("api/licensing/v1/", include("abaca.api.licensing.urls")),
    path("", include("abaca.api.facades.lemon_squeezy.urls")),
    path("", include("abaca.api.facades.keygen.urls")),
    path("account/", include("abaca.portal.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("console/", include("abaca.console.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("abaca.portal.licence.urls")),
    path("", include("abaca.storefront.urls")),
]

if settings.REHEARSAL:
    urlpatterns += [path("rehearsal/", include("abaca.rehearsal.urls"))]

handler400 = "abaca.config.errors.bad_request"
handler403 = "abaca.config.errors.forbidden"
handler404 = "abaca.config.errors.not_found"
handler500 = "abaca.config.errors.server_error"
