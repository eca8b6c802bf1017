from django.apps import AppConfig


class Idempotency(AppConfig):
    name = "shouhou.foundation.idempotency"
    label = "idempotency"
