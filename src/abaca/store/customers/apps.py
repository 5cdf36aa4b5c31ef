from django.apps import AppConfig


class Customers(AppConfig):
    name = "abaca.store.customers"
    label = "store_customers"
