from django.apps import AppConfig


class Newsletters(AppConfig):
    name = "abaca.store.newsletters"
    label = "store_newsletters"
