from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "shouhou.support.knowledge"
    label = "knowledge"
