"""The addresses of the console."""

from django.urls import path

from . import bridge_codes, customers, home, letters, product_keys, search, subscriptions

app_name = "console"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("customers/<str:ref>/", customers.customer, name="customer"),
    path("customers/<str:ref>/orders/<str:number>/bridge-code/", bridge_codes.make, name="make_bridge_code"),
    path("letters/<str:ref>/", letters.letter, name="letter"),
    path("letters/<str:ref>/html/", letters.html, name="letter_html"),
    path("letters/<str:ref>/resend/", letters.resend, name="resend"),
    path("subscriptions/<str:ref>/cancel/", subscriptions.cancel, name="cancel"),
    path("subscriptions/<str:ref>/resume/", subscriptions.resume, name="resume"),
    path("product-keys/<str:ref>/show/", product_keys.show, name="show_key"),
]
