from django.apps import AppConfig


class Joining(AppConfig):
    name = "shouhou.registry.joining"
    label = "joining"
