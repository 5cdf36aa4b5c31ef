from django.apps import AppConfig


class Tax(AppConfig):
    name = "abaca.store.tax"
    label = "store_tax"
