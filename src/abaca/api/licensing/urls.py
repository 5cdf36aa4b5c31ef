"""Addresses of the native API, below /api/licensing/v1/."""

from django.urls import path, re_path

from . import devices, keyring, licences, offline, openapi, product_keys, sign_in

app_name = "api_licensing"
urlpatterns = [
    path("validate", devices.validate, name="validate"),
    path("activate", devices.activate, name="activate"),
    path("deactivate", devices.deactivate, name="deactivate"),
    path("lease", devices.lease, name="lease"),
    path("bridge", offline.bridge, name="bridge"),
    path("offline", offline.offline, name="offline"),
    path("redeem", product_keys.redeem, name="redeem"),
    path("product-keys/check", product_keys.check, name="check"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/confirm", sign_in.confirm, name="confirm"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("licences", licences.licences, name="licences"),
    path("licences/<uuid:licence_id>", licences.licence, name="licence"),
    path("keys.json", keyring.keys, name="keys"),
    path("openapi.json", openapi.document, name="openapi"),
    re_path(r"^.*$", keyring.unknown, name="unknown"),
]
