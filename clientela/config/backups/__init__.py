"""Backups: database and files in one file, made while the store runs, brought back into an empty store."""

from clientela.config.backups.making import make
from clientela.config.backups.place import BackupRefused, Place, place_here
from clientela.config.backups.restoring import restore

__all__ = ["BackupRefused", "Place", "make", "place_here", "restore"]
