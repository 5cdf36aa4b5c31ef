"""The addresses of the shop; letters contain those with a token."""

from django.urls import path

from . import cancelling, checkout, confirming, newsletters, orders, paying, shop, wishes

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
    path("cancel/<str:token>/", cancelling.cancel, name="cancel"),
    path("newsletter/<str:token>/", newsletters.preferences, name="newsletter"),
    path("newsletter/<str:token>/off/", newsletters.off, name="newsletter_off"),
    path("wish/<str:token>/", wishes.wish, name="wish"),
]
