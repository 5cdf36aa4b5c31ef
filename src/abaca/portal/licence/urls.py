"""Addresses of the holder's pages."""

from django.urls import path

from . import account, activate, bridge, offline, sign_in

app_name = "licence"
urlpatterns = [
    path("activate/", activate.key, name="activate"),
    path("activate/redeem/", activate.redeem, name="redeem"),
    path("activate/offline/", offline.hand_in, name="offline"),
    path("activate/offline/check/", offline.check, name="offline_check"),
    path("activate/offline/done/", offline.done, name="offline_done"),
    path("activate/offline/machine-file/", offline.machine_file, name="machine_file"),
    path("licence/", account.overview, name="account"),
    path("licence/copy/", account.copy, name="copy"),
    path("licence/sign-in/", sign_in.address, name="sign_in"),
    path("licence/code/", sign_in.code, name="code"),
    path("licence/sign-out/", sign_in.sign_out, name="sign_out"),
    path("licence/<uuid:licence>/bridge-code/", bridge.bridge_code, name="bridge_code"),
    path("licence/devices/<uuid:device>/release/", account.release, name="release"),
]
