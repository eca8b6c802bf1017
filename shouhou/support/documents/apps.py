from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "shouhou.support.documents"
    label = "documents"
