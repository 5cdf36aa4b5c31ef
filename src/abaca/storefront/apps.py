from django.apps import AppConfig


class Storefront(AppConfig):
    name = "abaca.storefront"
    label = "storefront"
