"""The addresses of the shop; letters contain those with a token."""

from django.urls import path

from . import (
    cancelling,
    checkout,
    confirming,
    declaring,
    helping,
    newsletters,
    orders,
    paying,
    shop,
    wishes,
    withdrawing,
)

app_name = "storefront"

urlpatterns = [
    path("", shop.plans, name="shop"),
    path("checkout/<slug:plan>/", checkout.checkout, name="checkout"),
    path("order/<str:token>/", orders.order, name="order"),
    path("order/<str:token>/files/<str:ref>/", orders.licence_file, name="licence_file"),
    path("order/<str:token>/back/", orders.back, name="order_back"),
    path("pay/<str:token>/", paying.pay, name="pay"),
    path("confirm/<str:token>/", confirming.confirm, name="confirm"),
    path("method/<str:token>/", paying.method, name="method"),
    # in the footer of every page: cancelling and withdrawing without a log-in
    path("cancel/", declaring.cancel_here, name="cancel_here"),
    path("withdraw/", declaring.withdraw_here, name="withdraw_here"),
    path("cancel/received/<str:token>/", declaring.received, name="received"),
    path("cancel/received/<str:token>/text/", declaring.received_text, name="received_text"),
    path("cancel/confirm/<str:token>/", declaring.confirm, name="confirm_declared"),
    path("order/<str:token>/withdraw/", withdrawing.withdraw, name="withdraw"),
    path("help/", helping.page, name="help"),
    path("help/better/", helping.better, name="better"),
    path("cancel/<str:token>/", cancelling.cancel, name="cancel"),
    path("newsletter/", newsletters.ask, name="newsletter_link"),
    path("newsletter/<str:token>/", newsletters.preferences, name="newsletter"),
    path("newsletter/<str:token>/off/", newsletters.off, name="newsletter_off"),
    path("wish/<str:token>/", wishes.wish, name="wish"),
]
