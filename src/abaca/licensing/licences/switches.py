"""In which ways the programs of a product may ask: the switches that a vendor sets."""

from collections.abc import Mapping

SWITCHES: Mapping[str, str] = {
    "keygen_facade": "programs may speak Keygen's protocol",
    "lemonsqueezy_facade": "programs may speak LemonSqueezy's protocol",
    "require_product_scope": "a Keygen validation must name the product",
    "require_fingerprint_scope": "a Keygen validation must name the device",
    "license_files": "licence files, which name no device, may be checked out",
    "foreign_keys": "product keys may have another form than ours",
}
