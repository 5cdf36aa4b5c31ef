from django.apps import AppConfig


class Subscriptions(AppConfig):
    name = "abaca.store.subscriptions"
    label = "store_subscriptions"
