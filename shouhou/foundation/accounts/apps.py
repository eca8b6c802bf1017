from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class Accounts(AppConfig):
    name = "shouhou.foundation.accounts"
    label = "accounts"

    def ready(self) -> None:
        user_logged_in.disconnect(dispatch_uid="update_last_login")  # visits.begin writes it with the rest
