from django.apps import AppConfig


class Kingdee(AppConfig):
    name = "shouhou.channels.kingdee"
    label = "kingdee"
