"""知识分类设置 (manual 004 §四(四))."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kit.text import one_line
from shouhou.support.knowledge.models import Category

LONGEST = 60


@transaction.atomic
def add_category(name: str, *, parent: Category | None = None, by: User | None) -> Category:
    """A new first-level category, or one below `parent`. There are two levels, no more."""
    if parent is not None and parent.parent_id is not None:
        raise Refused(parent=_("知识分类只有两级，请先选择一个一级分类。"))
    name = _named(name)
    if Category.objects.filter(parent=parent, name=name).exists():
        raise Refused(name=_("这一级已经有分类“%s”。") % name)
    try:
        with transaction.atomic():
            made = Category.objects.create(parent=parent, name=name, position=Category.objects.filter(parent=parent).count() + 1)
    except IntegrityError:
        raise Refused(name=_("这一级已经有分类“%s”。") % name) from None
    record("knowledge.category_added", made, by=by, name=name)
    return made


@transaction.atomic
def edit_category(category: Category, name: str, *, by: User | None) -> Category:
    """Call a category something else."""
    name = _named(name)
    if Category.objects.filter(parent=category.parent_id, name=name).exclude(pk=category.pk).exists():
        raise Refused(name=_("这一级已经有分类“%s”。") % name)
    before, category.name = category.name, name
    category.save()
    record("knowledge.category_edited", category, by=by, before=before, name=name)
    return category


@transaction.atomic
def remove_category(category: Category, *, by: User | None) -> None:
    """Take a category away. 已被知识库列表中使用的分类是无法删除的; nor is one with categories below it."""
    if category.articles.exists():
        raise Refused(_("分类“%s”已被知识库列表中的知识使用，无法删除。") % category.name)
    if category.children.exists():
        raise Refused(_("分类“%s”下面还有二级分类，请先删除它们。") % category.name)
    record("knowledge.category_removed", category, by=by, name=category.name)
    try:
        with transaction.atomic():
            category.delete()
    except ProtectedError:  # other rooms arrange what they have by the same categories
        raise Refused(_("分类“%s”已被文档或课程使用，无法删除。") % category.name) from None


def _named(name: str) -> str:
    name = one_line(name)
    if not name:
        raise Refused(name=_("请填写分类名称。"))
    if len(name) > LONGEST:
        raise Refused(name=_("请不要超过 %d 个字。") % LONGEST)
    return name
