"""Looking through a list of the portal: words and the product tree at the right, the conditions shown as chips (manual 001 §4.2, §7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import number_in
from shouhou.registry.products import tree
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.knowledge.models import Category

SIZE, DEEPEST = 30, 100
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Finder:
    """What is looked for. `own` are further names of the page in its address, such as a tab."""

    path: str
    words: str = ""
    product: Product | None = None
    module: Module | None = None
    version: Version | None = None
    category: Category | None = None
    page: int = 1
    own: tuple[tuple[str, str], ...] = ()

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the chosen node of the tree; rows have `product`, `module`, `version` and, where one is chosen, `category`."""
        for name in ("product", "module", "version"):
            if (chosen := getattr(self, name)) is not None:
                rows = rows.filter(**{name: chosen})
        return rows if self.category is None else rows.filter(Q(category=self.category) | Q(category__parent=self.category))

    def asked(self) -> dict[str, str]:
        """What stands in the address, without the page."""
        found = dict(self.own) | ({"q": self.words} if self.words else {})
        return found | {name: str(chosen.pk) for name in ("product", "module", "version", "category") if (chosen := getattr(self, name)) is not None}

    def to(self, **changes: Any) -> str:
        """The address with other conditions; None takes one away."""
        asked = {name: value for name, value in (self.asked() | changes).items() if value is not None}
        return self.path + ("?" + urlencode(asked) if asked else "")

    @property
    def chips(self) -> list[dict[str, str]]:
        """The conditions that hold, each with the address without it."""
        found = []
        if self.product is not None:
            found.append({"label": _("产品：%s") % self.product.name, "url": self.to(product=None, module=None, version=None)})
        if self.module is not None:
            found.append({"label": _("模块：%s") % self.module.name, "url": self.to(module=None)})
        if self.version is not None:
            found.append({"label": _("版本号：%s") % self.version.name, "url": self.to(version=None)})
        if self.category is not None:
            found.append({"label": _("分类：%s") % self.category.name, "url": self.to(category=None)})
        if self.words:
            found.append({"label": _("关键字：%s") % self.words[:30], "url": self.to(q=None)})
        return found

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What the search form carries along."""
        return [(name, value) for name, value in self.asked().items() if name != "q"]

    def pager(self, count: int | None, has_more: bool) -> dict[str, str]:
        """Addresses of the pages around; `count` when it is known."""
        return {"previous_url": self.to(page=self.page - 1 if self.page > 2 else None) if self.page > 1 else "",
                "next_url": self.to(page=self.page + 1) if has_more and self.page < DEEPEST else "",
                "count_text": "" if count is None else _("共 %d 条") % count}

    def products(self, user: User) -> list[dict[str, Any]]:
        """The product tree: products, and below the chosen one its modules and versions."""
        found = []
        for product in Product.objects.visible_to(user).filter(is_active=True):
            is_chosen = self.product is not None and self.product.pk == product.pk
            below: list[dict[str, Any]] = []
            if is_chosen:
                for name, word, parts, chosen in (("module", _("模块"), tree.modules(), self.module), ("version", _("版本号"), tree.versions(), self.version)):
                    rows = [{"label": part.name, "url": self.to(**{name: part.pk}), "is_chosen": chosen is not None and chosen.pk == part.pk}
                            for part in parts if part.product_id == product.pk]
                    below += [{"label": word, "rows": rows}] if rows else []
            found.append({"label": product.name, "url": self.to(product=product.pk, module=None, version=None), "is_chosen": is_chosen, "below": below})
        return found


def finder(request: HttpRequest, user: User, *own: str) -> Finder:
    """Read an address. What it names and this person does not see, or what does not belong together, is passed over."""
    given = {name: number_in(request.GET.get(name, "")) for name in ("product", "module", "version", "category", "page")}
    product = Product.objects.visible_to(user).filter(pk=given["product"]).first() if given["product"] else None
    module = Module.objects.filter(pk=given["module"], product=product).first() if product and given["module"] else None
    version = Version.objects.filter(pk=given["version"], product=product).first() if product and given["version"] else None
    category = Category.objects.filter(pk=given["category"]).first() if given["category"] else None
    words = "".join(c if c.isprintable() else " " for c in request.GET.get("q", "")[:LONGEST]).strip()
    return Finder(request.path, words, product, module, version, category, max(1, min(given["page"] or 1, DEEPEST)),
                  tuple((name, request.GET[name][:40]) for name in own if name in request.GET))
