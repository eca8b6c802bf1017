"""停用: scrapped, stolen, counterfeit; and back again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.assets.models import Asset
from shouhou.registry.organizations.actions.lines import line


@transaction.atomic
def retire(asset: Asset, *, by: User | None, reason: str) -> None:
    """Take an asset out of use. Its history and its owner stay. Raises `Refused` beside reason."""
    reason = line(reason, field="reason", limit=200, required=_("请填写停用原因。"))
    if Asset.objects.filter(pk=asset.pk).exclude(state=Asset.State.RETIRED).update(state=Asset.State.RETIRED):
        record("asset.retired", asset, by=by, reason=reason)
    asset.refresh_from_db()


@transaction.atomic
def return_to_use(asset: Asset, *, by: User | None) -> None:
    """Back to what it was: registered when it has an owner, else free."""
    state = Asset.State.REGISTERED if asset.organization_id else Asset.State.MADE
    if Asset.objects.filter(pk=asset.pk, state=Asset.State.RETIRED).update(state=state):
        record("asset.returned", asset, by=by)
    asset.refresh_from_db()
