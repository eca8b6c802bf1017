from django.apps import AppConfig


class Drafts(AppConfig):
    name = "shouhou.foundation.drafts"
    label = "drafts"
