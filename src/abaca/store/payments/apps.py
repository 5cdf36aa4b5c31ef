from django.apps import AppConfig


class Payments(AppConfig):
    name = "abaca.store.payments"
    label = "store_payments"
