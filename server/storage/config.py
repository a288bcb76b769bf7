"""Which tables there are, and how Tortoise is told of the database."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from server.kernel.errors import BadInput

APP = "hemmaplan"
MODELS = (
    "server.storage.models",
    "server.jobs.models",
    "server.live.models",
    "server.mail.models",
    "server.members.models",
    "server.partners.models",
    "server.oauth.models",
    "server.programme.models",
    "server.groups.models",
    "server.ledger.models",
    "server.earning.models",
    "server.tiers.models",
    "server.challenges.models",
    "server.badges.models",
    "server.leaderboards.models",
    "server.sustainability.models",
    "server.rewards.models",
    "server.milestones.models",
    "server.occasions.models",
    "server.community.models",
    "server.moderation.models",
    "server.activities.models",
    "server.insights.models",
    "server.simulation.models",
)
MIGRATIONS = "server.storage.migrations"
POOL_LIMIT = 20
_SESSION = {
    # Every statement here is written for an index. A plan is made once for each, often while its table is still small,
    # and must be the one that holds when the table has grown: planning anew costs more than the statement itself.
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",  # Where no index serves, a table is still read from end to end.
    "jit": "off",  # A batch's statements are short; compiling them never pays.
}


def tortoise_config(url: str) -> dict[str, Any]:
    """Tortoise's configuration for sqlite:///path or postgres://user:password@host:port/database.

    sqlite:///path?synchronous=OFF is for a file that nobody misses after a crash: its commits wait for no disk.
    """
    return {
        "connections": {"default": _connection(url)},
        "apps": {APP: {"models": list(MODELS), "default_connection": "default", "migrations": MIGRATIONS}},
    }


def _connection(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path, _, query = url.removeprefix("sqlite:///").partition("?")
        credentials = {"file_path": path, "synchronous": dict(parse_qsl(query)).get("synchronous", "FULL")}
        return {"engine": "server.storage.engines.sqlite", "credentials": credentials}
    if parts.scheme in ("postgres", "postgresql"):
        extra = dict(parse_qsl(parts.query))
        return {
            "engine": "server.storage.engines.postgres_asyncpg",
            "credentials": {
                "host": extra.get("host", parts.hostname),
                "port": parts.port or 5432,
                "user": unquote(parts.username) if parts.username else None,
                "password": unquote(parts.password) if parts.password else None,
                "database": parts.path.lstrip("/"),
                "minsize": 1,
                "maxsize": int(extra.get("maxsize", POOL_LIMIT)),
                "statement_cache_size": 512,
                "command_timeout": 30,
                "server_settings": _SESSION,
            },
        }
    raise BadInput(
        "HEMMAPLAN_DATABASE_URL",
        f"The database's address begins with “{parts.scheme}:”; "
        "it must be sqlite:///path or postgres://user@host/name.",
    )
