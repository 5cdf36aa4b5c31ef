from django.apps import AppConfig


class Orders(AppConfig):
    name = "abaca.store.orders"
    label = "store_orders"
