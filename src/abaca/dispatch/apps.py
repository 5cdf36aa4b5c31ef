from django.apps import AppConfig


class Dispatch(AppConfig):
    name = "abaca.dispatch"
    label = "dispatch"
