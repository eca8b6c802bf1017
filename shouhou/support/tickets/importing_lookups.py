"""What an import names and we may not have yet: companies, products, words. Looked up once a run, made where missing."""

from __future__ import annotations

from functools import cache

from shouhou.foundation.kit.text import normal_key
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Module, Product, Version
from shouhou.support.tickets.models import Term

GATHERED = "历史问题导入"
"""The company of questions whose own company is not told."""


class Lookups:
    """Answers are remembered for the run; a name beyond its column's width is cut."""

    def __init__(self) -> None:
        self.organization_of = cache(self._organization)
        self.product_of = cache(self._product)
        self.module_of = cache(self._module)
        self.version_of = cache(self._version)
        self.term_of = cache(self._term)
        self.resolving = cache(lambda: Term.objects.filter(vocabulary=Term.Vocabulary.OUTCOME, resolves=True).first())

    def _organization(self, name: str | None) -> Organization:
        name = (name or GATHERED)[:120]
        return Organization.objects.filter(name_key=normal_key(name)).first() or Organization.objects.create(name=name)

    def _product(self, name: str | None) -> Product | None:
        if not name:
            return None
        name = name[:80]
        return Product.objects.filter(name_key=normal_key(name)).first() or Product.objects.create(name=name, position=900)

    def _module(self, product: Product | None, name: str | None) -> Module | None:
        if product is None or not name:
            return None
        return Module.objects.get_or_create(product=product, name=name[:80], defaults={"position": 900})[0]

    def _version(self, product: Product | None, name: str | None) -> Version | None:
        if product is None or not name:
            return None
        return Version.objects.get_or_create(product=product, name=name[:40], defaults={"position": 900})[0]

    def _term(self, vocabulary: Term.Vocabulary, label: str | None) -> Term | None:
        if not label:
            return None
        return Term.objects.get_or_create(vocabulary=vocabulary, label=label[:40], defaults={"position": 900})[0]
