from django.apps import AppConfig


class ShelfConfig(AppConfig):
    name = "shouhou.support.shelf"
    label = "shelf"
