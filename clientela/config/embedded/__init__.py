"""The PostgreSQL server that Clientela brings along: nothing to install, nothing open to the network."""

from clientela.config.embedded.cluster import Cluster
from clientela.config.embedded.folder import EmbeddedError, FolderLock, default_data_dir

__all__ = ["Cluster", "EmbeddedError", "FolderLock", "default_data_dir"]
