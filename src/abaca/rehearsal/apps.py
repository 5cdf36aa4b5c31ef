from django.apps import AppConfig


class Rehearsal(AppConfig):
    name = "abaca.rehearsal"
    label = "rehearsal"
