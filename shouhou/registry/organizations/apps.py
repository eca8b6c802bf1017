from django.apps import AppConfig


class Organizations(AppConfig):
    name = "shouhou.registry.organizations"
    label = "organizations"
