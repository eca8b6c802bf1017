from django.apps import AppConfig


class Workbench(AppConfig):
    name = "shouhou.faces.workbench"
    label = "workbench"
