"""Clientela: customer accounts and customer management for online stores."""
