"""Addresses of the customer's account; letters contain them, so they stay."""

from django.urls import path

from . import (
    bridge,
    cancellation,
    email,
    giving_back,
    home,
    invoices,
    methods,
    my_data,
    orders,
    privacy,
    seats,
    upgrades,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/bridge-code/", bridge.bridge_code, name="bridge_code"),
    path("orders/<str:number>/files/<str:ref>/", orders.licence_file, name="licence_file"),
    path("orders/<str:number>/cancel/", cancellation.cancellation, name="cancellation"),
    path("orders/<str:number>/upgrade/", upgrades.upgrade, name="upgrade"),
    path("orders/<str:number>/give-back/", giving_back.give_back, name="give_back"),
    path("orders/<str:number>/keys/<str:ref>/send/", seats.send, name="send_key"),
    path("orders/<str:number>/keys/<str:ref>/take-back/", seats.take_back, name="take_back_key"),
    path("invoices/<str:number>/", invoices.invoice, name="invoice"),
    path("invoices/<str:number>/pdf/", invoices.pdf, name="invoice_pdf"),
    path("invoices/<str:number>/correct/", invoices.correction, name="correct_invoice"),
    path("invoices/<str:number>/xml/", invoices.xml, name="invoice_xml"),
    path("data/", my_data.my_data, name="my_data"),
    path("data/email/", email.email, name="email"),
    path("data/address/billing/", my_data.address, {"kind": "billing"}, name="billing"),
    path("data/address/delivery/", my_data.address, {"kind": "delivery"}, name="delivery"),
    path("data/language/", my_data.language, name="language"),
    path("data/copy/", privacy.copy, name="ask_for_copy"),
    path("data/copy/<str:token>/", privacy.download, name="data_copy"),
    path("data/erase/", privacy.erase, name="erase_data"),
    path("data/newsletter/", my_data.newsletter, name="newsletter"),
    path("data/method/<str:ref>/", methods.method, name="method"),
    path("data/methods/<str:ref>/remove/", methods.remove, name="remove_method"),
    # before allauth's own page of this address, which would change an e-mail without our story
    path("email/", email.email),
    path("email/<str:token>/", email.confirmation, name="email_confirmation"),
]
