from django.apps import AppConfig


class Catalogue(AppConfig):
    name = "abaca.store.catalogue"
    label = "store_catalogue"
