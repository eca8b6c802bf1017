"""Articles of other systems: one row an article. A second import of the same 原编号 changes the article instead of doubling it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation import search
from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports import Field, register
from shouhou.foundation.kit.pinyin import sort_key
from shouhou.foundation.kit.richtext import clean, from_plain
from shouhou.foundation.kit.text import plain_text
from shouhou.registry.products.models import Product
from shouhou.support.knowledge import actions, searching
from shouhou.support.knowledge.models import Article, Category
from shouhou.support.knowledge.personal import plainly
from shouhou.support.knowledge.searching import opening

LONGEST_TITLE, LONGEST_ID, LONGEST_BODY, LONGEST_CATEGORY = 200, 200, 500_000, 60
REVIEWED = {"", "已审核", "reviewed", "published", "已发布", "1", "true", "yes", "是"}
PENDING = {"未审核", "pending", "draft", "草稿", "0", "false", "no", "否"}
CUSTOMER = {"", "customer", "public", "客户可见", "公开", "所有人"}
INTERNAL = {"internal", "仅服务人员", "内部"}
Row = tuple[dict[str, str], dict[str, str]]


@register
class Articles:
    """知识. Missing categories are made, a missing title is the beginning of the text; articles are 已审核
    unless the row says otherwise, the person may not review, or what customers would read holds a mobile number or an identity card."""

    code, label, capability = "knowledge", word("知识"), "knowledge.edit"
    batch = 500
    fields = (
        Field("title", word("文档标题"), aliases=("title", "subject", "question", "标题", "问题")),
        Field("text", word("详细内容"), aliases=("text", "body", "content", "answer", "内容", "正文", "答案")),
        Field("external_id", word("原编号"), aliases=("_id", "id", "number", "编号"), help=word("凭它认出同一条知识，再次导入时更新，不会重复")),
        Field("category", word("分类"), aliases=("source", "category", "知识分类"), help=word("二级分类写作 一级/二级；没有的会新建")),
        Field("brief", word("简要描述"), aliases=("summary", "摘要")),
        Field("product", word("产品"), aliases=("product", "产品名称")),
        Field("audience", word("可见范围"), aliases=("audience",), help=word("客户可见（默认）或 仅服务人员")),
        Field("state", word("审核状态"), aliases=("state", "status"),
              help=word("已审核（默认）或 未审核。没有审核权限的人导入的，以及公开内容里有手机号或身份证号的，都是未审核")),
    )

    def __init__(self, *, by: User, import_id: int) -> None:
        self.by, self.import_id = by, import_id
        self.may_review = can(by, "knowledge.review")
        self.categories: dict[str, Category] = {}
        self.products = {product.name.casefold(): product for product in Product.objects.all()}

    def preview(self, row: dict[str, str]) -> dict[str, str]:
        return {**row, "title": row.get("title") or opening(row.get("text", "")), "text": row.get("text", "")[:200]}

    def take(self, row: dict[str, str], rest: dict[str, str]) -> str:
        """One row alone."""
        (outcome,) = self.take_many([(row, rest)])
        if isinstance(outcome, Refused):
            raise outcome
        return outcome

    def take_many(self, rows: list[Row]) -> list[str | Refused]:
        """Rows are understood alone and written together. Of rows with the same 原编号 the last counts."""
        known = Article.objects.in_bulk([row["external_id"] for row, _rest in rows if row.get("external_id")], field_name="external_id")
        outcomes: list[str | Refused] = []
        fresh: dict[str, Article] = {}
        for place, (row, _rest) in enumerate(rows):
            try:
                article = self.understood(row)
            except Refused as refused:
                outcomes.append(refused)
                continue
            key = article.external_id or f"row {place}"
            if article.external_id in known:
                outcomes.append(self.tried(known[article.external_id], article))
            else:
                outcomes.append("changed" if key in fresh else "added")
                fresh[key] = article
        made = Article.objects.bulk_create(fresh.values())
        search.rank_many(("article", *searching.document(article)) for article in made)
        return outcomes

    def finish(self, progress: Callable[[int, int], None]) -> None:
        """Everything was brought in: what was written is sorted into the index."""
        search.sort_in(progress)

    def understood(self, row: dict[str, str]) -> Article:
        """The article a row means, not saved. Raises `Refused`."""
        given = row.get("text", "").strip()
        is_html = "</" in given or "<br" in given
        text = plain_text(clean(given)) if is_html else given
        title = " ".join(row.get("title", "").split()) or opening(text)
        if not title:
            raise Refused(title=_("标题和内容都是空的。"))
        if len(text) > LONGEST_BODY:
            raise Refused(text=_("内容超过 %d 个字。") % LONGEST_BODY)
        if len(row.get("external_id", "")) > LONGEST_ID:
            raise Refused(external_id=_("原编号超过 %d 个字。") % LONGEST_ID)
        brief, now = row.get("brief", "").strip()[:2000], timezone.now()
        title = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
        is_public = self.choice(row, "audience", CUSTOMER, INTERNAL)
        reviewed = self.choice(row, "state", REVIEWED, PENDING) and self.may_review and not (is_public and plainly(f"{title}\n{brief}\n{text}"))
        return Article(
            title=title, sort_key=sort_key(title)[:400], category=self.category_of(row.get("category", "")), product=self.product_of(row.get("product", "")),
            brief=brief, body=clean(given) if is_html else from_plain(given), plain="\n".join(filter(None, [brief, text])),
            state=Article.State.REVIEWED if reviewed else Article.State.PENDING, reviewed_at=now if reviewed else None,
            audience=Article.Audience.CUSTOMER if is_public else Article.Audience.INTERNAL,
            author=self.by, owner=self.by, external_id=row.get("external_id") or None, source=f"import:{self.import_id}", created_at=now, updated_at=now)

    def choice(self, row: dict[str, str], name: str, yes: set[str], no: set[str]) -> bool:
        said = row.get(name, "").strip().casefold()
        if said not in yes | no:
            raise Refused(**{name: _("不认识“%s”。") % said[:30]})
        return said in yes

    def category_of(self, text: str) -> Category:
        """The category of this name, made when there is none; `一级/二级` for one below another."""
        text = text.strip() or _("导入的知识")
        if text not in self.categories:
            above = None
            for name in [" ".join(part.split())[:LONGEST_CATEGORY] for part in text.split("/", 1)]:
                if name:
                    above = Category.objects.filter(parent=above, name=name).first() or actions.add_category(name, parent=above, by=self.by)
            if above is None:
                raise Refused(category=_("分类“%s”没有名称。") % text[:30])
            self.categories[text] = above
        return self.categories[text]

    def product_of(self, text: str) -> Product | None:
        name = text.strip()
        if name and name.casefold() not in self.products:
            raise Refused(product=_("没有产品“%s”。") % name[:30])
        return self.products.get(name.casefold())

    def tried(self, old: Article, new: Article) -> str | Refused:
        """`changed`, or why not; then the article is as it was."""
        try:
            with transaction.atomic():
                return self.changed(old, new)
        except Refused as refused:
            return refused

    def changed(self, old: Article, new: Article) -> str:
        """Bring an article that is there to what the row says. Who may not review leaves its state to the words."""
        if not self.may_review:
            new.state = old.state
        names = ("title", "brief", "body", "category_id", "product_id", "state", "audience")
        if all(getattr(old, name) == getattr(new, name) for name in names):
            return "same"
        edited = actions.edit_article(old, new.title, new.body, category=new.category, by=self.by, brief=new.brief, product=new.product,
                                      module=old.module, version=old.version, audience=new.audience, owner=old.owner, expires_on=old.expires_on)
        if not self.may_review:
            return "changed"
        if new.is_reviewed and not edited.is_reviewed:
            actions.review(edited, by=None)
        elif edited.is_reviewed and not new.is_reviewed:
            actions.withdraw(edited, by=self.by)
        return "changed"
