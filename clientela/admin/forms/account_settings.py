"""Settings → Customer accounts as a form: the kind of account stands for a set of ways to sign in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import AccountSettings, Method
from clientela.admin.forms.settings import SettingsForm
from clientela.admin.topics import Card
from clientela.core.errors import Refused
from clientela.store.keys import Setting

METHODS = "methods"
KIND, ALSO = "kind", "also"
_OF_KIND = {
    "classic": (Method.PASSWORD,),
    "new": (Method.CODE,),
    "both": (Method.PASSWORD, Method.CODE),
    "other": (),
}
_KINDS = (
    ("classic", _("Classic: customers choose a password")),
    ("new", _("New: customers get a six-digit code by email")),
    ("both", _("Both: password or code, as each customer likes")),
    ("other", _("Neither: only the ways ticked below")),
)
_ALSO = ((Method.PASSKEY.value, _("Passkeys")), (Method.OIDC.value, _("Outside providers")))


class AccountsForm(SettingsForm):
    """The settings of some cards. What is sent is a wish: it is shown what that does before it counts."""

    def __init__(
        self,
        known: Mapping[str, Setting],
        cards: tuple[Card, ...],
        data: Mapping[str, Any] | None = None,
        *,
        locked: bool,
    ) -> None:
        self.cards = cards
        chosen = [known[column] for card in cards for column in card.columns]
        super().__init__(chosen, AccountSettings.current(), data, locked=locked)

    def _add(self, setting: Setting) -> None:
        if setting.column != METHODS:
            super()._add(setting)
            return
        now = set(getattr(self.row, METHODS))
        kind = next(name for name, has in _OF_KIND.items() if set(has) == now - {value for value, _ in _ALSO})
        self.fields[KIND] = forms.ChoiceField(
            label=_("Kind of account"), choices=_KINDS, widget=forms.RadioSelect, initial=kind
        )
        self.fields[ALSO] = forms.MultipleChoiceField(
            label=_("And besides"),
            choices=_ALSO,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=[value for value, _words in _ALSO if value in now],
            help_text=_("Offered to whoever has set one up, whatever the kind."),
        )

    def names(self, column: str) -> list[str]:
        """The fields that stand for a column."""
        return [KIND, ALSO] if column == METHODS else [column]

    def _text(self, setting: Setting) -> str:
        if setting.column != METHODS:
            return super()._text(setting)
        also = [name for name in _ALSO if name[0] in self.cleaned_data[ALSO]]
        return ",".join([*_OF_KIND[self.cleaned_data[KIND]], *(value for value, _words in also)])

    def show(self, refused: Refused) -> None:
        """Put what can't be beside its field."""
        for key, sentence in refused.by_field().items():
            column = key.partition(".")[2]
            name = KIND if column == METHODS else column
            self.add_error(name if name in self.fields else None, sentence)

    def changed(self) -> dict[str, str]:
        """The values that differ from what stands, by column."""
        texts = self.texts()
        pairs = [(setting, texts[setting.key]) for setting in self.chosen]
        return {s.column: text for s, text in pairs if text != s.text(self.row)}
