"""The forms of the catalogue: a price, a tier for many seats, a code."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import EXPONENTS, Money, exponent
from abaca.store.catalogue.actions import Promise
from abaca.store.catalogue.models import Plan
from abaca.store.catalogue.reducing import WHOLE, Discount, Tier

BASES = {"gross": _("with tax, for private persons"), "net": _("without tax, for businesses")}
MOST = Decimal(10) ** 9
SUMS = {"amount", "unit"}


class WithMoney(forms.Form):
    """A form with a sum whose decimals depend on its currency."""

    use_required_attribute = False

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].initial = currencies[0] if currencies else "EUR"

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        if currency and currency not in EXPONENTS:
            raise forms.ValidationError(_("Please write a currency by its three letters, such as EUR."))
        return currency

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for name in SUMS & self.fields.keys():
            amount, currency = typed.get(name), typed.get("currency")
            if amount is not None and currency and amount.scaleb(exponent(currency)) % 1:
                self.add_error(name, _("This currency has fewer decimals."))
        return typed

    def minor_units(self, name: str) -> int:
        """Return a typed sum in minor units."""
        return int(self.cleaned_data[name].scaleb(exponent(self.cleaned_data["currency"])))


def currency_field(*, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Currency"),
        max_length=3,
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget)


def sum_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=MOST,
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def percent_field(label: Any, *, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def number_field(label: Any, *, required: bool = False, hint: Any = "", initial: int | None = None) -> Any:
    return forms.IntegerField(label=label, min_value=1, required=required, help_text=hint, initial=initial)


class PriceForm(WithMoney):
    basis = forms.ChoiceField(label=_("The price is"), choices=list(BASES.items()), widget=forms.RadioSelect)
    currency = currency_field()
    amount = sum_field(_("Price of a seat for one term"))
    valid_from = day_field(
        _("From this day on"), hint=_("Who has a subscription goes on at the price that he agreed to.")
    )

    @property
    def price(self) -> Money:
        return Money(self.minor_units("amount"), self.cleaned_data["currency"])


class TierForm(WithMoney):
    from_seats = number_field(_("From so many seats"), required=True)
    percent = percent_field(_("Per cent less"), hint=_("0 ends the tier that was there before."))
    unit = sum_field(
        _("… or a price for each seat"),
        required=False,
        hint=_("Then also say in which currency, and whether with tax."),
    )
    basis = forms.ChoiceField(
        label=_("The price is"), choices=list(BASES.items()), widget=forms.RadioSelect, required=False, initial="gross"
    )
    currency = currency_field(required=False, hint=_("Empty: in every currency."))
    valid_from = day_field(_("From this day on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].initial = ""

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        percent, unit = typed.get("percent"), typed.get("unit")
        if (percent is None) == (unit is None) and not self.errors:
            self.add_error("percent", _("Please fill in either the per cent or the price."))
        if unit is not None and not typed.get("currency"):
            self.add_error("currency", _("A price needs its currency."))
        return typed

    @property
    def tier(self) -> Tier:
        typed = self.cleaned_data
        if typed["unit"] is not None:
            basis = typed["basis"] or "gross"
            return Tier(typed["from_seats"], None, self.minor_units("unit"), typed["currency"], basis)
        return Tier(typed["from_seats"], _hundredths(typed["percent"]), None, typed["currency"])


class CouponForm(WithMoney):
    code = forms.CharField(
        label=_("Code"),
        max_length=60,
        help_text=_("Letters, digits and hyphens; large or small makes no difference."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    percent = percent_field(_("Per cent less"))
    amount = sum_field(_("… or a sum less"), required=False, hint=_("In the currency below, off the whole order."))
    currency = currency_field(required=False)
    terms = number_field(_("For so many terms"), hint=_("1: the first only. Empty: for every term."), initial=1)
    valid_from = day_field(_("First day"))
    valid_to = day_field(_("Last day"), required=False, hint=_("Empty: without end."))
    per_customer = number_field(_("How often a customer may use it"), hint=_("Empty: as often as he likes."), initial=1)
    in_total = number_field(_("How often all together may use it"), hint=_("Empty: without limit."))
    min_seats = number_field(_("From so many seats"), required=True, initial=1)
    first_order_only = forms.BooleanField(label=_("For first orders of new customers only"), required=False)
    plans = forms.ModelMultipleChoiceField(
        label=_("For these plans"),
        queryset=Plan.objects.none(),
        required=False,
        help_text=_("None: for all."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plans"].queryset = Plan.objects.select_related("product").filter(free=False)  # type: ignore[attr-defined]
        self.fields["currency"].initial = ""

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if (typed.get("percent") is None) == (typed.get("amount") is None) and not self.errors:
            self.add_error("percent", _("Please fill in either the per cent or the sum."))
        if typed.get("amount") is not None and not typed.get("currency"):
            self.add_error("currency", _("A sum needs its currency."))
        return typed

    @property
    def promise(self) -> Promise:
        typed = self.cleaned_data
        if typed["amount"] is not None:
            less = Discount(typed["code"], None, self.minor_units("amount"), typed["currency"], typed["terms"])
        else:
            less = Discount(typed["code"], _hundredths(typed["percent"]), terms=typed["terms"])
        return Promise(
            less,
            valid_from=typed["valid_from"],
            valid_to=typed["valid_to"],
            per_customer=typed["per_customer"],
            in_total=typed["in_total"],
            plans=list(typed["plans"]),
            min_seats=typed["min_seats"],
            first_order_only=typed["first_order_only"],
        )


def _hundredths(percent: Decimal) -> int:
    return int(percent * WHOLE / 100)
