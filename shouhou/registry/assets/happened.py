"""The history of one serial number, in words. Later rooms add words and sentences for what they record about an asset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from shouhou.foundation.events import timeline
from shouhou.registry.assets.models import Asset

Sentence = Callable[[dict[str, Any]], str]
SENTENCES: dict[str, Sentence] = {
    "asset.listed": lambda data: _("登记序列号"),
    "asset.registered": lambda data: _("%s 注册") % data.get("name", ""),
    "asset.transferred": lambda data: _("由 %(source)s 转让给 %(target)s：%(reason)s") % {
        "source": data.get("source_name", ""), "target": data.get("target_name", ""), "reason": data.get("reason", "")},
    "asset.retired": lambda data: _("停用：%s") % data.get("reason", ""),
    "asset.returned": lambda data: _("重新启用"),
    "asset.corrected": lambda data: _("更正登记资料"),
}
INNER = {"asset.transferred", "asset.retired", "asset.corrected"}
"""What names other companies or the vendor's reasons: a customer reads only that it happened."""
PLAIN: dict[str, Sentence] = {"asset.transferred": lambda data: _("所有单位变更"), "asset.retired": lambda data: _("停用")}


def lately(asset: Asset, *, for_customer: bool = False) -> list[dict[str, Any]]:
    """Everything that happened to an asset, newest first: text, by, at. A customer reads nothing of before it was his, and no names."""
    rows = [e for e in timeline(asset) if e.verb in SENTENCES]
    if for_customer:
        begins = max((n for n, e in enumerate(rows) if e.verb in {"asset.registered", "asset.transferred"}), default=0)
        return [{"text": PLAIN.get(e.verb, SENTENCES[e.verb])(e.data), "by": None, "at": e.at} for e in reversed(rows[begins:])]
    return [{"text": SENTENCES[e.verb](e.data), "by": e.by, "at": e.at} for e in reversed(rows)]
