"""What the environment says, read once. Nobody else reads os.environ.

Every name is prefixed HEMMAPLAN_: `home` is HEMMAPLAN_HOME. There are no secrets here but those inside addresses
(a database's password): keys and client secrets are made by the server and live in the database.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = IPv4Network | IPv6Network
SQLITE_FILE = "hemmaplan.sqlite3"


class SettingsError(Exception):
    """The environment cannot be used. The message names each variable and what is wrong with it."""


class Settings(BaseSettings):
    """One frozen set of settings. `current()` reads the environment; tests and commands make their own."""

    model_config = SettingsConfigDict(env_prefix="HEMMAPLAN_", frozen=True, env_ignore_empty=True, extra="ignore")

    home: Path = Field(Path("var"), description="Where this installation keeps its files.")
    database_url: SecretStr | None = Field(
        None, description="sqlite:///path or postgres://…; unset: an SQLite file in the home."
    )
    redis_url: SecretStr | None = Field(None, description="redis://… (Valkey too); wanted by more than one process.")
    public_url: str = Field("http://127.0.0.1:8000", description="The address people use; also the OAuth issuer.")
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    demo: bool = Field(False, description="The example programme, with one-tap sign-in; set by `demo`.")
    lan: bool = Field(False, description="The demo on a phone that holds the one-time key; set by `demo --lan`.")
    mail_url: SecretStr | None = Field(
        None, description="smtp://user:password@host:port (STARTTLS) or smtps://…; unset: mail stays in the database."
    )
    mail_sender: str = Field("Hemmaplan <noreply@localhost>", description="Who the programme's mail is from.")
    log_format: Literal["console", "json"] = Field("console", description="How a line of the log looks.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least that is logged.")
    access_log: bool = Field(True, description="A line for each request.")
    metrics_allow: Annotated[tuple[Network, ...], NoDecode] = Field(
        (ip_network("127.0.0.0/8"), ip_network("::1/128")),
        description="Networks that may read /metrics, apart by commas.",
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="Networks whose X-Forwarded-For and X-Forwarded-Proto are believed, apart by commas."
    )

    drain_seconds: float = Field(
        0, ge=0, le=300, description="How long a process that was told to stop still answers, while /readyz says no."
    )

    @field_validator("metrics_allow", "trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        """“10.0.0.0/8, 192.0.2.7” as networks."""
        if isinstance(value, str):
            return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())
        return value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        """Without a slash at its end: it is the issuer, and issuers are compared letter by letter."""
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            raise ValueError("write an address such as https://poang.example.se")
        return value.rstrip("/")

    @property
    def database(self) -> str:
        """The database's address, also where none was set."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.home / SQLITE_FILE).absolute()}"

    @property
    def on_sqlite(self) -> bool:
        return self.database.startswith("sqlite:")

    @property
    def bus(self) -> str | None:
        """Redis' address, or None: this process is the only one."""
        return self.redis_url.get_secret_value() if self.redis_url else None

    @property
    def alone(self) -> bool:
        """Whether this must be the only process: it then also does the worker's work."""
        return self.on_sqlite or self.redis_url is None

    @property
    def secure(self) -> bool:
        """Whether people reach the server over TLS: cookies are then marked Secure."""
        return self.public_url.startswith("https:")


@lru_cache(maxsize=1)
def current() -> Settings:
    """The environment's settings, read at the first call. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        lines = (f"HEMMAPLAN_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError("\n".join(lines)) from None


class TestingSettings(BaseSettings):
    """Where the tests find a machine's services, which of them must be there, and how many random lives are lived."""

    model_config = SettingsConfigDict(env_prefix="HEMMAPLAN_TEST_", frozen=True, env_ignore_empty=True, extra="ignore")

    postgres_url: str = "postgres://postgres@127.0.0.1:5432/postgres"
    redis_url: str = "redis://127.0.0.1:6379/0"
    require: Annotated[frozenset[str], NoDecode] = frozenset()
    lives: int = Field(default=4, ge=1)  # Seeds; each is lived twice on each database.

    @field_validator("require", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return frozenset(filter(None, value.split(","))) if isinstance(value, str) else value
