from django.apps import AppConfig


class Wechat(AppConfig):
    name = "shouhou.channels.wechat"
    label = "wechat"
