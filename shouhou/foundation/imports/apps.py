from django.apps import AppConfig


class Imports(AppConfig):
    name = "shouhou.foundation.imports"
    label = "imports"
