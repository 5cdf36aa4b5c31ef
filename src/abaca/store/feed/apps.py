from django.apps import AppConfig


class Feed(AppConfig):
    name = "abaca.store.feed"
    label = "store_feed"
