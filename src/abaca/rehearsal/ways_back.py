"""Where a visitor may be sent back to: a path of this shop, and nowhere else."""

from urllib.parse import urlsplit

from django.utils.http import url_has_allowed_host_and_scheme


def path_here(url: str) -> str | None:
    """Return the path and query of an address without a host; None where a browser could be led elsewhere by it."""
    path = urlsplit(url)._replace(fragment="").geturl()
    here = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if here else None


def path_in_shop(url: str, shop: str) -> str | None:
    """Return the path of an address in the shop, with or without the shop's own host before it."""
    parts, home = urlsplit(url), urlsplit(shop)
    if (parts.scheme or parts.netloc) and (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
        return None
    return path_here(parts._replace(scheme="", netloc="").geturl())
