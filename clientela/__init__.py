"""Clientela: customer accounts and customer management for online stores."""

VERSION = "0.1.0"
