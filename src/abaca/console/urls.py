"""The addresses of the console."""

from django.urls import path

from . import (
    books,
    bridge_codes,
    customers,
    disputes,
    home,
    key_sources,
    letters,
    licences,
    parked_keys,
    product_keys,
    programs,
    refunds,
    search,
    subscriptions,
)

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
    path("money-back/", refunds.money_back, name="money_back"),
    path("money-back/<str:ref>/paid/", refunds.paid_out, name="paid_out"),
    path("orders/<str:number>/refund/", refunds.refund, name="refund"),
    path("orders/<str:number>/give-back/", refunds.withdraw, name="give_back"),
    path("disputes/<int:number>/", disputes.dispute, name="dispute"),
    path("ledger/", books.books, name="books"),
    path("ledger/accounts/<str:account>/", books.account, name="account"),
    path("ledger/money/", books.stray, name="stray_money"),
    path("ledger/numbers/", books.numbers, name="account_numbers"),
    path("ledger/download/", books.download, name="download_books"),
    path("programs/", programs.programs, name="programs"),
    path("programs/check/", programs.check, name="check_programs"),
    path("programs/<slug:code>/", programs.switch, name="switch"),
    path("key-sources/", key_sources.sources, name="key_sources"),
    path("key-sources/<slug:plan>/", key_sources.source, name="key_source"),
    path("key-sources/<slug:plan>/import/", key_sources.fill, name="fill_key_list"),
    path("key-sources/<slug:plan>/trial/", key_sources.trial, name="try_generator"),
    path("parked-keys/", parked_keys.parked, name="parked_keys"),
    path("parked-keys/<str:ref>/again/", parked_keys.try_again, name="try_key_again"),
    path("parked-keys/<str:ref>/by-hand/", parked_keys.by_hand, name="key_by_hand"),
    path("licences/<str:ref>/move/", licences.move, name="move_licence"),
    path("product-keys/<str:ref>/show/", product_keys.show, name="show_key"),
]
