"""How the embedded server is set up: sized for the machine, silent towards the network, careful with data."""

import os
import sys
from pathlib import Path

from clientela.config.embedded.processes import cluster_name

MEGABYTE = 1024 * 1024
FIXED = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "work_mem": "16MB",
    "huge_pages": "off",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    # Only the server's own news: failed statements quote personal details, and the application reports them.
    "log_min_messages": "log",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "5min"}


def settings_text(pgdata: Path, sockets: Path, *, durable: bool) -> str:
    """The text of clientela.conf for this machine."""
    settings = {
        "cluster_name": cluster_name(pgdata),
        "unix_socket_directories": str(sockets),
        **memory_settings(machine_memory()),
        **FIXED,
        **(DURABLE if durable else HASTY),
    }
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
    head = "# Written anew at every start; change a setting with ALTER SYSTEM, which wins over this file."
    return "\n".join([head, *lines, ""])


def machine_memory() -> int:
    """Bytes of memory that this machine, or the container we are in, may use."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "linux":
        limits = [Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")]
        found = [path.read_text().strip() for path in limits if path.is_file()]
        total = min([total, *(int(text) for text in found if text.isdigit())])
    return total


def memory_settings(total: int) -> dict[str, str]:
    """What the server may take of this many bytes, leaving room for the store itself."""
    shared = min(max(total // 4, 128 * MEGABYTE), 1024 * MEGABYTE)
    cached = max(total // 2, shared)
    upkeep = min(max(total // 32, 64 * MEGABYTE), 256 * MEGABYTE)
    return {
        "shared_buffers": f"{shared // MEGABYTE}MB",
        "effective_cache_size": f"{cached // MEGABYTE}MB",
        "maintenance_work_mem": f"{upkeep // MEGABYTE}MB",
    }
