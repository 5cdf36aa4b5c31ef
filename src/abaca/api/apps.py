from django.apps import AppConfig


class Api(AppConfig):
    name = "abaca.api"
    label = "api"
