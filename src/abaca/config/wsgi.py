"""The door for web servers."""

import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abaca.config.settings")

application: Any = get_wsgi_application()
if settings.TRUSTED_PROXIES:
    # the limits count the visitor's network, not that of the proxy which ends his TLS
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.TRUSTED_PROXIES)
