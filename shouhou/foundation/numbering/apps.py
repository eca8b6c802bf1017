from django.apps import AppConfig


class Numbering(AppConfig):
    name = "shouhou.foundation.numbering"
    label = "numbering"
