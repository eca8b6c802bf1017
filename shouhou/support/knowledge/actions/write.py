"""Writing an article, changing it, taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation import files
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kit.richtext import clean, is_blank
from shouhou.foundation.kit.text import one_line, plain_text
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.knowledge import searching
from shouhou.support.knowledge.models import Article, Category, Revision

LONGEST_TITLE, LONGEST_BRIEF, LONGEST_BODY = 200, 2000, 500_000


@transaction.atomic
def add_article(title: str, body: str, *, category: Category, by: User | None, brief: str = "", product: Product | None = None,
                module: Module | None = None, version: Version | None = None, audience: str = Article.Audience.CUSTOMER, owner: User | None = None,
                expires_on: date | None = None, uploads: Sequence[str] = (), external_id: str | None = None, source: str = "",
                at: datetime | None = None) -> Article:
    """Write a new article; it is 未审核. Raises `Refused` with a sentence beside each field."""
    now = at or timezone.now()
    article = Article(author=by, owner=owner or by, external_id=external_id or None, source=source, created_at=now, updated_at=now, category=category)
    _fill(article, title, body, brief, product, module, version, audience)
    article.expires_on = expires_on
    article.save()
    _attach(article, uploads, by)
    searching.put(article)
    record("knowledge.written", article, by=by, title=article.title)
    return article


@transaction.atomic
def edit_article(article: Article, title: str, body: str, *, category: Category, by: User | None, brief: str = "", product: Product | None = None,
                 module: Module | None = None, version: Version | None = None, audience: str = Article.Audience.CUSTOMER,
                 owner: User | None = None, expires_on: date | None = None, uploads: Sequence[str] = (), edition: int | None = None) -> Article:
    """Change an article. What it was is kept as a revision; changed words, another attachment and wider readers want a new 审核.

    `edition` is the one the writer saw: somebody else's change in between is not written over.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if edition is not None and edition != article.edition:
        raise Refused(_("这条知识刚刚被别人改过（第 %d 版）。您填写的内容还在，请核对后重新保存。") % article.edition)
    before = Revision(article=article, edition=article.edition, title=article.title, brief=article.brief, body=article.body, by=article.author)
    audience_before = article.audience
    _fill(article, title, body, brief, product, module, version, audience)
    has_new_words = ((before.title, before.brief, before.body) != (article.title, article.brief, article.body)
                     or (article.audience == Article.Audience.CUSTOMER != audience_before)
                     or not set(uploads) <= {file.token for file in files.of(article)})
    article.category, article.owner, article.expires_on, article.updated_at = category, owner or article.owner, expires_on, timezone.now()
    if has_new_words:
        before.save()
        article.edition += 1
        article.state, article.reviewer, article.reviewed_at, article.author = Article.State.PENDING, None, None, by or article.author
    article.save()
    _attach(article, uploads, by)
    searching.put(article)
    record("knowledge.changed", article, by=by, edition=article.edition)
    return article


@transaction.atomic
def remove_article(article: Article, *, by: User | None) -> None:
    """Take an article away for good. 已审核的知识库无法删除: withdraw the review first."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if article.is_reviewed:
        raise Refused(_("“%s”已审核，无法删除。请先取消审核。") % article.title)
    searching.forget(article.pk)
    record("knowledge.removed", article, by=by, title=article.title)
    article.delete()


def _fill(article: Article, title: str, body: str, brief: str, product: Product | None, module: Module | None, version: Version | None,
          audience: str) -> None:
    title = one_line(title)
    html = clean(body)
    brief = "".join(c for c in brief if c.isprintable() or c == "\n").strip()
    wrong: dict[str, Any] = {}
    if not title:
        wrong["title"] = _("请填写文档标题。")
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = _("请不要超过 %d 个字。") % LONGEST_TITLE
    if len(brief) > LONGEST_BRIEF:
        wrong["brief"] = _("请不要超过 %d 个字。") % LONGEST_BRIEF
    if is_blank(html):
        wrong["body"] = _("请填写详细内容。")
    elif len(html) > LONGEST_BODY:
        wrong["body"] = _("内容太长了（最多 %d 万字符）。") % (LONGEST_BODY // 10_000)
    if module is not None and (product is None or module.product_id != product.pk):
        wrong["module"] = _("所选模块不属于这个产品，请重新选择。")
    if version is not None and (product is None or version.product_id != product.pk):
        wrong["version"] = _("所选版本不属于这个产品，请重新选择。")
    if audience not in Article.Audience.values:
        wrong["audience"] = _("请重新选择。")
    if wrong:
        raise Refused(**wrong)
    article.title, article.body, article.brief = title, html, brief
    article.plain = "\n".join(filter(None, [brief, plain_text(html)]))
    article.product, article.module, article.version, article.audience = product, module, version, audience


def _attach(article: Article, uploads: Sequence[str], by: User | None) -> None:
    tokens = list(dict.fromkeys([*uploads, *files.tokens_in(article.body)]))
    if tokens and by is not None:
        files.attach(tokens, article, by=by)


@transaction.atomic
def place_in(article: Article, category: Category, *, by: User | None) -> Article:
    """Put an article under another category. Its words stay as they were reviewed."""
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    article.category, article.updated_at = category, timezone.now()
    article.save(update_fields=["category", "updated_at", "sort_key"])
    record("knowledge.placed", article, by=by, category=category.pk)
    return article
