"""Keeps the written parts of Clientela in step with its code: translations and tables of the documents."""
