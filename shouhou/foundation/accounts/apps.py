from django.apps import AppConfig


class Accounts(AppConfig):
    name = "shouhou.foundation.accounts"
    label = "accounts"
