from django.apps import AppConfig


class Journal(AppConfig):
    name = "abaca.store.journal"
    label = "store_journal"
