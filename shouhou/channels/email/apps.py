from django.apps import AppConfig


class Email(AppConfig):
    name = "shouhou.channels.email"
    label = "email"
