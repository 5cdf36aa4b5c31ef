from django.apps import AppConfig


class Correspondence(AppConfig):
    name = "abaca.store.correspondence"
    label = "store_correspondence"
