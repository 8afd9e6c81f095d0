"""What can be wrong with a provider's answers."""


class Trouble(Exception):
    """The provider can't be asked, or says what can't be believed; the text is for logs and for staff."""
