from django.apps import AppConfig


class Agreements(AppConfig):
    name = "shouhou.registry.agreements"
    label = "agreements"
