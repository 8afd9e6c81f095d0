"""The `invitations` app."""

from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.invitations"
    label = "invitations"
    default_auto_field = "django.db.models.BigAutoField"
