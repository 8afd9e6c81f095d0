"""The roles and rights of a Clientela database: one role owns and migrates, one works with rows."""

import hashlib

from psycopg import Connection, sql

from clientela.config.embedded.folder import EmbeddedError

SUPERUSER, OWNER, APP = "postgres", "clientela_owner", "clientela_app"
ROLES = f"""
ALTER ROLE {OWNER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE {APP} SET statement_timeout = '30s';
ALTER ROLE {APP} SET lock_timeout = '5s';
ALTER ROLE {APP} SET idle_in_transaction_session_timeout = '60s';
"""
RIGHTS = f"""
ALTER SCHEMA public OWNER TO {OWNER};
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT EXECUTE ON FUNCTIONS TO {APP};
"""
STAMP = "clientela " + hashlib.sha256((ROLES + RIGHTS).encode()).hexdigest()[:16]


def is_provisioned(server: Connection, database: str) -> bool:
    """Whether this database has today's roles and rights; killed half-way, it says no."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    return server.execute(query, [database]).fetchone() == (STAMP,)


def make_roles(server: Connection) -> None:
    """Makes the owner and the app role; repeatable."""
    for role in (OWNER, APP):
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            server.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
    server.execute(ROLES)


def make_database(server: Connection, database: str) -> None:
    """Makes the database, open to the two roles only; repeatable."""
    name = sql.Identifier(database)
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(name, sql.Identifier(OWNER))
        )
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(APP)))


def grant_rights(inside: Connection, database: str) -> None:
    """Gives the roles their rights inside the database, and stamps it as done."""
    with inside.transaction():
        inside.execute(RIGHTS)
        inside.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), sql.Literal(STAMP))
        )


def role_name(role: str) -> str:
    """The database's name for app, owner or superuser."""
    names = {"app": APP, "owner": OWNER, "superuser": SUPERUSER}
    if role not in names:
        raise EmbeddedError(f"There is no database role {role!r}; the roles are app, owner and superuser.")
    return names[role]
