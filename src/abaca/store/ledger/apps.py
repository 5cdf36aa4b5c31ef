from django.apps import AppConfig


class Ledger(AppConfig):
    name = "abaca.store.ledger"
    label = "store_ledger"
