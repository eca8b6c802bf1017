"""Serves the floor the way the product is served: uvicorn, the same bridge, the same number of threads."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"

import uvicorn
from django.core.wsgi import get_wsgi_application

from shouhou.config.bridge import Pages

if __name__ == "__main__":
    from django.conf import settings

    pages = Pages(get_wsgi_application(), threads=8, limit=1 << 20, directory=str(settings.DATA_DIR / "tmp"))
    uvicorn.run(pages, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False, lifespan="off")
