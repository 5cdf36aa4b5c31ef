from django.apps import AppConfig


class Portal(AppConfig):
    name = "abaca.portal"
    label = "portal"
