from django.apps import AppConfig


class Sms(AppConfig):
    name = "shouhou.channels.sms"
    label = "sms"
