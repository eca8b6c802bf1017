"""Version 1 of the public API."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from shouhou import __version__
from shouhou.foundation.api.answers import install
from shouhou.foundation.api.bearer import Bearer
from shouhou.foundation.files.api import router as files
from shouhou.registry.agreements.api import codes as service_codes
from shouhou.registry.agreements.api import entitlement
from shouhou.registry.organizations.api import router as organizations
from shouhou.registry.products.api import router as products
from shouhou.support.courses.api import router as courses
from shouhou.support.documents.api import router as documents
from shouhou.support.knowledge.api import router as knowledge
from shouhou.support.tickets.api import router as tickets


class Plain(JSONRenderer):
    """JSON with Chinese as it is written."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return json.dumps(data, ensure_ascii=False, cls=self.encoder_class)


class Api(NinjaAPI):
    """An API whose addresses begin where its door stands."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return "/api/v1/"


api = Api(title="Shouhou 售后云", version=__version__, auth=Bearer(), docs_url=None, openapi_url="openapi.json",
               urls_namespace="api-v1", renderer=Plain(), description="错误一律为 {message, fields}；列表为 {items, next}；POST 可带 Idempotency-Key。")
install(api)
api.add_router("/tickets", tickets, tags=["tickets"])
api.add_router("/knowledge", knowledge, tags=["knowledge"])
api.add_router("/documents", documents, tags=["documents"])
api.add_router("/courses", courses, tags=["courses"])
api.add_router("/products", products, tags=["products"])
api.add_router("/organizations", organizations, tags=["organizations"])
api.add_router("/files", files, tags=["files"])
api.add_router("/service-codes", service_codes, tags=["service-codes"])
api.add_router("/entitlement", entitlement, tags=["entitlement"])

urls: list[URLPattern | URLResolver] = api.urls[0]
