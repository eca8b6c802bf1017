"""The backend of `DATABASE_URL=postgresql://…`."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from shouhou.config.postgresql import HURRY, PATIENCE


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]
    """Gives up on a server that was away a moment ago sooner than on one that was there."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        pool = self.pool
        try:
            made = super().get_new_connection(conn_params)
        except base.Database.Error:  # type: ignore[attr-defined]
            if pool:
                pool.timeout = HURRY
            raise
        if pool:
            pool.timeout = PATIENCE
        return made
