"""Addresses of the holder's pages."""

from django.urls import path

from . import account, activate, sign_in

app_name = "licence"
urlpatterns = [
    path("activate/", activate.key, name="activate"),
    path("activate/redeem/", activate.redeem, name="redeem"),
    path("licence/", account.overview, name="account"),
    path("licence/sign-in/", sign_in.address, name="sign_in"),
    path("licence/code/", sign_in.code, name="code"),
    path("licence/sign-out/", sign_in.sign_out, name="sign_out"),
    path("licence/devices/<uuid:device>/release/", account.release, name="release"),
]
