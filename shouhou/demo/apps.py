from django.apps import AppConfig


class Demo(AppConfig):
    name = "shouhou.demo"
    label = "demo"
