"""知识库 as the list that editors and reviewers work in, and as the table the import reads (ZWY-4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import Column, Edit, Grid, register
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.foundation.ui.markup.times import due
from shouhou.support.knowledge.actions import place_in, review, withdraw
from shouhou.support.knowledge.models import Article, Category

OWN = ("product", "module", "version", "category")
STATES = [(s.value, s.label) for s in Article.State]
AUDIENCES = [(a.value, a.label) for a in Article.Audience]


def published(user: Any) -> QuerySet[Article]:
    """What stands in the portal for this person: reviewed articles only, for editors too."""
    return Article.objects.visible_to(user).filter(state=Article.State.REVIEWED)


def written(user: Any) -> QuerySet[Article]:
    """What the desk lists."""
    return Article.objects.visible_to(user)


def of_tree(rows: QuerySet[Article], user: Any, own: Mapping[str, str]) -> QuerySet[Article]:
    """What belongs to a node of the product tree or to a category with those below it."""
    for name in ("product", "module", "version"):
        if (number := number_in(own.get(name, ""))) is not None:
            rows = rows.filter(**{f"{name}_id": number})
    if (number := number_in(own.get("category", ""))) is not None:
        rows = rows.filter(Q(category_id=number) | Q(category__parent_id=number))
    return rows


def state(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge("green" if value == Article.State.REVIEWED else "amber", str(Article.State(value).label))


def until(_row: dict[str, Any], value: date | None) -> SafeString:
    return SafeString(due(value)) if value else SafeString("")


def leaf(row: dict[str, Any], value: str | None) -> SafeString:
    """A category with the one above it."""
    above = row["category__parent__name"]
    return SafeString(escape(f"{above} / {value}" if above else value or ""))


def one_of(pk: int, by: User) -> Article:
    article: Article | None = written(by).filter(pk=pk).first()
    if article is None:
        raise Refused(_text("您看不到这条知识。"))
    return article


def move(pk: int, category: Category, by: User) -> None:
    place_in(one_of(pk, by), category, by=by)


def judge(pk: int, wanted: str, by: User) -> None:
    """审核 or 取消审核, as the chosen state asks."""
    article = one_of(pk, by)
    if article.state != wanted:
        (review if wanted == Article.State.REVIEWED else withdraw)(article, by=by)


def states() -> forms.Field:
    return forms.ChoiceField(choices=STATES, error_messages={"required": _text("请重新选择。"), "invalid_choice": _text("请重新选择。")})


def as_table(user: Any) -> QuerySet[Article]:
    """With the category as the import writes it: 一级/二级."""
    return written(user).annotate(leaf=Case(When(category__parent=None, then=F("category__name")),
                                            default=Concat("category__parent__name", Value("/"), "category__name"), output_field=CharField()))


class CategoryField(forms.ModelChoiceField):
    """A choice among the categories, those of the second level under their first."""

    def label_from_instance(self, obj: Category) -> str:
        return f"{obj.parent} / {obj}" if obj.parent_id else str(obj)


def categories() -> QuerySet[Category]:
    """Every category in the order of the tree."""
    return Category.objects.select_related("parent").order_by("parent__position", "parent__sort_key", "position", "sort_key", "pk")


ARTICLES = register(Grid(
    key="articles", label=_("知识库"), capability="knowledge.read_internal", rows=written, narrow=of_tree, sort=("-changed",), title="title",
    url=lambda row: f"/workbench/knowledge/{row['pk']}/", extra=("category__parent__name",),
    columns=(
        Column("title", _("标题"), "title", sort="sort_key", width=300, groups=False),
        Column("category", _("分类"), "category__name", sort="category__sort_key", width=150, shown=leaf,
               edit=Edit(lambda user: CategoryField(categories()), move, "knowledge.edit", field="category_id")),
        Column("state", _("审核状态"), "state", "choice", choices=lambda user: STATES, width=100, shown=state,
               edit=Edit(lambda user: states(), judge, "knowledge.review")),
        Column("audience", _("可见范围"), "audience", "choice", choices=lambda user: AUDIENCES, width=110),
        Column("product", _("产品"), "product__name", sort="product__sort_key", width=130),
        Column("author", _("作者"), "author__name", sort="author__sort_key", width=100),
        Column("reviewer", _("审核人"), "reviewer__name", sort="reviewer__sort_key", width=100),
        Column("reads", _("阅读量"), "read_count", "number", width=90, sums=True, groups=False),
        Column("useful", _("有用"), "useful_count", "number", width=78, sums=True, groups=False),
        Column("useless", _("无用"), "useless_count", "number", width=70, sums=True, groups=False),
        Column("changed", _("更新时间"), "updated_at", "moment", width=140, groups=False),
        Column("expires", _("有效期至"), "expires_on", "date", width=110, shown=until),
        Column("brief", _("简要描述"), "brief", width=240, is_shown=False, groups=False),
        Column("module", _("模块"), "module__name", sort="module__sort_key", width=120, is_shown=False),
        Column("version", _("版本号"), "version__name", sort="version__sort_key", width=90, is_shown=False),
        Column("owner", _("负责人"), "owner__name", sort="owner__sort_key", width=100, is_shown=False),
        Column("favourites", _("收藏"), "favourite_count", "number", width=70, is_shown=False, groups=False),
        Column("published", _("发布时间"), "reviewed_at", "moment", width=140, is_shown=False, groups=False),
        Column("external", _("原编号"), "external_id", "code", width=140, is_shown=False, groups=False),
    )))
TABLE = register(Grid(
    key="knowledge_table", label=_("知识库（按引入模板）"), capability="knowledge.edit", rows=as_table, sort=("title",), title="title",
    columns=(
        Column("title", _("文档标题"), "title", sort="sort_key", groups=False), Column("text", _("详细内容"), "body", groups=False),
        Column("external", _("原编号"), "external_id", "code", groups=False), Column("category", _("分类"), "leaf"),
        Column("brief", _("简要描述"), "brief", groups=False), Column("product", _("产品"), "product__name", sort="product__sort_key"),
        Column("audience", _("可见范围"), "audience", "choice", choices=lambda user: AUDIENCES),
        Column("state", _("审核状态"), "state", "choice", choices=lambda user: STATES),
    )))
"""引出数据(按引入模板): the columns are called as the import calls them, so that what was taken out can be brought in again."""
