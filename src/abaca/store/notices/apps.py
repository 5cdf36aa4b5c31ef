from django.apps import AppConfig


class Notices(AppConfig):
    name = "abaca.store.notices"
    label = "store_notices"
