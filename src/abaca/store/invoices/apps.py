from django.apps import AppConfig


class Invoices(AppConfig):
    name = "abaca.store.invoices"
    label = "store_invoices"
