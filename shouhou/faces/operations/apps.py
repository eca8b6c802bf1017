from django.apps import AppConfig
from django.db.backends.signals import connection_created

from shouhou.faces.operations.statements import watch


class Operations(AppConfig):
    name = "shouhou.faces.operations"
    label = "operations"

    def ready(self) -> None:
        connection_created.connect(watch, dispatch_uid="operations.watch")
