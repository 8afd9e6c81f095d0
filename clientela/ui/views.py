"""What the page of components shows."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.ui import examples
from clientela.ui.amounts import MoneyField
from clientela.ui.changes import change
from clientela.ui.forms import Form

TONES = ("info", "success", "attention", "critical", "new", "neutral")
AGES = (timedelta(seconds=5), timedelta(minutes=12), timedelta(hours=5), timedelta(3), timedelta(400))
# State, percent, and whether it can be undone.
JOBS = (
    ("running", 38, False),
    ("paused", 62, False),
    ("queued", 0, False),
    ("done", 100, True),
    ("failed", 12, False),
    ("cancelled", 40, False),
)
CITIES = (
    ("Bergen", _("Norway")),
    ("Berlin", _("Germany")),
    ("København", _("Denmark")),
    ("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", _("United Kingdom")),
    ("Milano", _("Italy")),
    ("Münster", _("Germany")),
    ("Oslo", _("Norway")),
    ("Trondheim", _("Norway")),
)


class KitForm(Form):
    """One field of each kind, to see how forms look."""

    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 8 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    phone = forms.CharField(
        label=_("Phone"), required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    country = forms.ChoiceField(label=_("Country"), choices=[("NO", _("Norway")), ("IT", _("Italy"))])
    amount = forms.IntegerField(label=_("Points"), min_value=1)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    method = forms.ChoiceField(
        label=_("Shipping method"),
        widget=forms.RadioSelect,
        choices=[("post", _("Post, 3 to 5 days")), ("pickup", _("Pick up in the store"))],
    )
    marketing = forms.BooleanField(
        label=_("Email me with news and offers"), help_text=_("You can stop at any time."), required=False
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("We sent six digits to your address."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 6}
        ),
    )


class KitAmounts(Form):
    """Amounts, whose currency stands beside them."""

    price = MoneyField("NOK", label=_("Price"))
    spent = MoneyField("JPY", label=_("Amount spent"), help_text=_("In whole units."), required=False)


def samples() -> dict[str, object]:
    """What the page of components shows: forms, the same with mistakes, moments, figures, jobs and tones."""
    wrong = KitForm({"wrong-email": "anna@", "wrong-country": "SE", "wrong-amount": "0"}, prefix="wrong")
    wrong.add_error(None, _("Two things need a look before this can be saved."))
    now = timezone.now()
    return {
        "form": KitForm(),
        "wrong_form": wrong,
        "tones": TONES,
        "rows": range(8),
        "charts": examples.charts(),
        "amounts": KitAmounts(initial={"price": 127948910, "spent": 1279489}),
        "wrong_amounts": KitAmounts({"wrong-price": "12.50,3"}, prefix="wrong"),
        "moments": [now - ago for ago in AGES],
        "changes": {"up": change(1842, 1640), "down": change(71, 93), "same": change(12, 12)},
        "trend": (12, 15, 11, 18, 22, 20, 26, 31, 28, 35),
        "jobs": JOBS,
    }


def cities(asked: str) -> list[tuple[str, str, str]]:
    """The cities whose names hold what was typed: value, name, country."""
    wanted = asked.strip().casefold()
    return [(name.lower(), name, str(country)) for name, country in CITIES if wanted in name.casefold()]
