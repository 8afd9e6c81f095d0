"""What the page of components shows."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

TONES = ("info", "success", "attention", "critical", "new", "neutral")


class KitForm(forms.Form):
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


def samples() -> dict[str, object]:
    """What the page of components shows: a form, the same form with mistakes, and the tones."""
    wrong = KitForm({"wrong-email": "anna@", "wrong-country": "SE", "wrong-amount": "0"}, prefix="wrong")
    wrong.add_error(None, _("Two things need a look before this can be saved."))
    return {"form": KitForm(), "wrong_form": wrong, "tones": TONES, "rows": range(8)}


def kit(request: HttpRequest) -> HttpResponse:
    """The page that shows every component in every state, for whoever builds pages from them."""
    if "toast" in request.GET:
        messages.success(request, _("Address saved."))
        messages.error(request, _("The label could not be printed. Check the printer and try again."))
    return render(request, "ui/kit.html", samples())
