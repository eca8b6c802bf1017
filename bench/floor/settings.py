"""The product's settings without its middleware and pages."""

from shouhou.config.settings import *  # noqa: F403

MIDDLEWARE = []
ROOT_URLCONF = "bench.floor.views"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [__file__.rsplit("/", 1)[0]], "OPTIONS": {}}]
