"""Guard 2: no key leaves its wing; and no model reads a clock by itself."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models.functions import Now  # noqa: TID251 - to find it where it must not be
from django.test.utils import isolate_apps
from django.utils import timezone
from tests.architecture.house import WINGS

from abaca.kernel.clock import system_now

CLOCKS = (timezone.now, system_now)  # noqa: TID251 - the same


def house_of(model: type[models.Model]) -> str:
    """Return the wing or the common room that a model lives in; nothing for a model that is not ours."""
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "abaca" else ""


def runaway_keys(model: type[models.Model]) -> list[str]:
    """Return the relations of a model that lead from one of our houses into another."""
    return [
        f"{model._meta.label}.{field.name} -> {_label(field.related_model)}"
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and not field.auto_created and _leaves(model, field.related_model)
    ]


def _leaves(model: type[models.Model], other: type[models.Model] | str | None) -> bool:
    if not isinstance(other, type):
        return True  # a generic key, or a name that leads nowhere: it could go anywhere
    return bool(house_of(model) and house_of(other)) and house_of(model) != house_of(other)


def _label(other: type[models.Model] | str | None) -> str:
    return other._meta.label if isinstance(other, type) else str(other)


def clocks_of(model: type[models.Model]) -> list[str]:
    """Return the fields of a model that would look at a clock of their own."""
    return [
        f"{model._meta.label}.{field.name}"
        for field in model._meta.local_fields
        if getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        or field.default in CLOCKS
        or isinstance(field.db_default, Now)
    ]


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if house_of(model)]


def test_no_key_leaves_its_wing():
    assert [key for model in ours() for key in runaway_keys(model)] == []


def test_no_model_reads_a_clock():
    assert [field for model in ours() for field in clocks_of(model)] == []


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_is_found(wing):
    assert any(config.name.startswith(f"abaca.{wing}.") for config in apps.get_app_configs())


@isolate_apps("abaca.store.orders", "abaca.licensing.licences", attr_name="registry")
def test_the_guard_sees_keys_of_every_kind():
    def model(module: str, label: str, name: str, **fields: models.Field) -> type[models.Model]:
        meta = type("Meta", (), {"app_label": label})
        return type(name, (models.Model,), {"__module__": module, "Meta": meta, **fields})

    order = model("abaca.store.orders.models", "store_orders", "GuardOrder")
    licence = model(
        "abaca.licensing.licences.models",
        "licensing_licences",
        "GuardLicence",
        by_key=models.ForeignKey(order, models.PROTECT, related_name="+"),
        by_string=models.ForeignKey("store_orders.GuardOrder", models.PROTECT, related_name="+"),
        by_many=models.ManyToManyField(order, related_name="+"),
        at_home=models.ForeignKey("self", models.PROTECT, related_name="+"),
        made_at=models.DateTimeField(auto_now_add=True),
        seen_at=models.DateTimeField(default=CLOCKS[0]),
        told_at=models.DateTimeField(),
    )
    assert [line.split()[0].rpartition(".")[2] for line in runaway_keys(licence)] == ["by_key", "by_string", "by_many"]
    assert [line.rpartition(".")[2] for line in clocks_of(licence)] == ["made_at", "seen_at"]
