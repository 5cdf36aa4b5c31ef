"""The unmodified package lemonsqueezy against a real server."""

import pytest
from lemonsqueezy.client import LemonSqueezy

from abaca.licensing.licences.models import Plan
from tests.api.facades.vendor import as_typed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(vendor, server) -> LemonSqueezy:
    return LemonSqueezy(api_key="unused", api_url=f"{server.url}/v1")


@pytest.mark.parametrize("how", ["redeemed", "unredeemed", "typed"])
def test_an_instance_lives(client, vendor, how):
    text = vendor.product_key(redeemed=how != "unredeemed")
    text = as_typed(text) if how == "typed" else text
    done = client.activate_license_key(text, "Studio")
    assert (done.activated, done.error, done.license_key.key) == (True, None, text)
    assert done.license_key.activation_usage == 1
    assert done.meta.product_name == "Musa Accounting"

    assert client.validate_license_key(text).valid
    answer = client.validate_license_key(text, done.instance.id)
    assert (answer.valid, answer.instance.name) == (True, "Studio")
    assert client.deactivate_license_key(text, done.instance.id).license_key.activation_usage == 0
    with pytest.raises(Exception, match="404"):
        client.validate_license_key(text, done.instance.id)


def test_refusals(client, vendor):
    Plan.objects.update(devices=1)
    text = vendor.product_key()
    client.activate_license_key(text, "Studio")
    with pytest.raises(Exception, match="400"):
        client.activate_license_key(text, "Laptop")
    with pytest.raises(Exception, match="404"):
        client.validate_license_key("RT2GZ-SKYPD-8J86G-9K64N-Y6M2V")
    with pytest.raises(Exception, match="422"):
        client.activate_license_key(text, "")
