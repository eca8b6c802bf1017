from django.apps import AppConfig


class Products(AppConfig):
    name = "shouhou.registry.products"
    label = "products"
