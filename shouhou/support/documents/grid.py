"""文档中心 as the list that editors work in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.grid import Column, Grid, register
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.support.documents.models import Document
from shouhou.support.knowledge.grid import leaf, of_tree, until
from shouhou.support.shelf.desk import state_column

SHOWN = [(s.value, s.label) for s in Document.Shown]
TONES = {Document.Shown.READY: "green", Document.Shown.WAITING: "blue", Document.Shown.MISSING: "grey", Document.Shown.FAILED: "red"}


def kept(user: Any) -> QuerySet[Document]:
    """What the desk lists."""
    return Document.objects.visible_to(user)


def shown(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(TONES[Document.Shown(value)], str(Document.Shown(value).label))


DOCUMENTS = register(Grid(
    key="documents", label=_("文档中心"), capability="documents.edit", rows=kept, narrow=of_tree, sort=("-changed",), title="title",
    url=lambda row: f"/workbench/documents/{row['pk']}/", extra=("category__parent__name",),
    columns=(
        Column("title", _("文档标题"), "title", sort="sort_key", width=300, groups=False),
        Column("product", _("产品"), "product__name", sort="product__sort_key", width=140),
        Column("category", _("分类"), "category__name", sort="category__sort_key", width=140, shown=leaf),
        state_column(kept, "documents.edit", _("您看不到这个文档。")),
        Column("shown", _("在线查看"), "shown", "choice", choices=lambda user: SHOWN, width=125, shown=shown),
        Column("reads", _("阅读量"), "read_count", "number", width=85, sums=True, groups=False),
        Column("published", _("发布日期"), "published_on", "date", width=110),
        Column("favourites", _("收藏"), "favourite_count", "number", width=75, sums=True, groups=False),
        Column("downloads", _("下载"), "download_count", "number", width=75, sums=True, groups=False),
        Column("expires", _("有效期至"), "expires_on", "date", width=110, shown=until),
        Column("changed", _("更新时间"), "updated_at", "moment", width=140, groups=False),
        Column("module", _("模块"), "module__name", sort="module__sort_key", width=120, is_shown=False),
        Column("version", _("版本号"), "version__name", sort="version__sort_key", width=90, is_shown=False),
        Column("file", _("文件名"), "file__name", width=200, is_shown=False, groups=False),
        Column("pages", _("页数"), "pages", "number", width=70, is_shown=False, groups=False),
        Column("edition", _("版次"), "edition", "number", width=70, is_shown=False),
        Column("author", _("上传人"), "author__name", sort="author__sort_key", width=100, is_shown=False),
    )))
