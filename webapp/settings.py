"""What the environment decides, read once by an entry point and never at import."""

import os
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from graphdb.errors import Refused
from graphdb.mailing import addresses
from graphdb.message import message
from webapp import hosts
from webapp.oidc.mapping import RoleMapping
from webapp.oidc.options import Options

_LINE: Final = 100
_WRONG: Final = {
    "PORT": message("settings.port"),
    "BROBYGGER_STORE": message("settings.store"),
    "BROBYGGER_NEO4J_PASSWORD_FILE": message("settings.password_file"),
    "BROBYGGER_URL": message("settings.url"),
    "BROBYGGER_LANG": message("settings.lang"),
    "BROBYGGER_MUNICIPALITY": message("settings.municipality"),
    "BROBYGGER_OWNER": message("settings.owner"),
    "BROBYGGER_CONTACT": message("settings.contact"),
    "BROBYGGER_PUBLIC": message("settings.public"),
    "BROBYGGER_PROXIES": message("settings.proxies"),
    "BROBYGGER_WORKERS": message("settings.workers"),
    "BROBYGGER_IMPORT_NICE": message("settings.import_nice"),
    "BROBYGGER_OIDC_ISSUER": message("settings.oidc_issuer"),
    "BROBYGGER_OIDC_CLIENT_ID": message("settings.oidc_client_id"),
    "BROBYGGER_OIDC_CLIENT_SECRET_FILE": message("settings.password_file"),
    "BROBYGGER_OIDC_ROLES": message("settings.oidc_roles"),
    "BROBYGGER_OIDC_SCOPES": message("settings.oidc_scopes"),
    "BROBYGGER_STAFF_PASSWORDS": message("settings.staff_passwords"),
    "BROBYGGER_SMTP_URL": message("settings.smtp_url"),
    "BROBYGGER_MAIL_FROM": message("settings.mail_from"),
    "BROBYGGER_KEEP_PROPOSALS": message("settings.keep_proposals"),
    "BROBYGGER_KEEP_DOUBTS": message("settings.keep_doubts"),
    "BROBYGGER_KEEP_REASONS": message("settings.keep_reasons"),
}


def _address(url: str) -> str:
    """The address of a site, without a slash at its end, or "". Raises ValueError for anything else."""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("no address of a site")
    if "@" in parts.netloc or parts.path not in ("", "/") or "?" in url or "#" in url:
        raise ValueError("more than the address of a site")
    if not hosts.is_name(_ascii(parts.hostname)):
        raise ValueError("no name of a machine")
    return url.removesuffix("/")


def _issuer(url: str) -> str:
    """The address of an identity provider as it writes it itself, or "". ValueError for an unsafe one."""
    parts = urlsplit(url)
    is_here = parts.scheme == "http" and hosts.is_loopback(parts.hostname or "")
    is_plain = parts.hostname and not {"@", "?", "#"} & set(url)
    if url and not (is_plain and (is_here or parts.scheme == "https")):
        raise ValueError("no safe address of a provider")
    return url


def _roles(text: object) -> RoleMapping | None:
    return RoleMapping.parse(text) if isinstance(text, str) else None


def _scopes(text: str) -> str:
    if "openid" not in text.split():
        raise ValueError("no OpenID Connect")
    return text


def _mail_server(url: str) -> str:
    if url:
        addresses.server(url)
    return url


def _mail_from(text: str) -> str:
    if text:
        addresses.address(parseaddr(text)[1], "mail_from")
    return text


def _ascii(name: str) -> str:
    return name.encode("idna").decode("ascii")


class Settings(BaseModel):
    """Every environment variable that Brobygger reads; the aliases are their names."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    store: str = Field(
        default="sqlite:///brobygger.db", validation_alias="BROBYGGER_STORE", pattern=r"^[a-z0-9+]+://"
    )
    neo4j_user: str = Field(default="neo4j", validation_alias="BROBYGGER_NEO4J_USER")
    neo4j_password: SecretStr | None = Field(default=None, validation_alias="BROBYGGER_NEO4J_PASSWORD")
    neo4j_password_file: Path | None = Field(default=None, validation_alias="BROBYGGER_NEO4J_PASSWORD_FILE")
    url: Annotated[str, AfterValidator(_address)] = Field(default="", validation_alias="BROBYGGER_URL")
    municipality: str = Field(default="", validation_alias="BROBYGGER_MUNICIPALITY", pattern=r"^([0-9]{4})?$")
    owner: str = Field(default="", validation_alias="BROBYGGER_OWNER", max_length=_LINE)
    contact: str = Field(default="", validation_alias="BROBYGGER_CONTACT", max_length=_LINE)
    public: bool = Field(default=True, validation_alias="BROBYGGER_PUBLIC")
    proxies: int = Field(default=0, validation_alias="BROBYGGER_PROXIES", ge=0, le=9)
    workers: int = Field(default=1, validation_alias="BROBYGGER_WORKERS", ge=1, le=64)
    import_nice: int = Field(default=10, validation_alias="BROBYGGER_IMPORT_NICE", ge=0, le=19)
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        default="", validation_alias="BROBYGGER_OIDC_ISSUER"
    )
    oidc_client_id: str = Field(default="", validation_alias="BROBYGGER_OIDC_CLIENT_ID")
    oidc_client_secret_file: Path | None = Field(
        default=None, validation_alias="BROBYGGER_OIDC_CLIENT_SECRET_FILE"
    )
    oidc_roles: Annotated[RoleMapping | None, BeforeValidator(_roles)] = Field(
        default=None, validation_alias="BROBYGGER_OIDC_ROLES"
    )
    oidc_scopes: Annotated[str, AfterValidator(_scopes)] = Field(
        default="openid profile email", validation_alias="BROBYGGER_OIDC_SCOPES"
    )
    staff_passwords: bool = Field(default=False, validation_alias="BROBYGGER_STAFF_PASSWORDS")
    smtp_url: Annotated[str, AfterValidator(_mail_server)] = Field(
        default="", validation_alias="BROBYGGER_SMTP_URL", repr=False
    )
    mail_from: Annotated[str, AfterValidator(_mail_from)] = Field(
        default="", validation_alias="BROBYGGER_MAIL_FROM", max_length=200
    )
    keep_proposals: int = Field(default=365, validation_alias="BROBYGGER_KEEP_PROPOSALS", ge=1, le=3650)
    keep_doubts: int = Field(default=90, validation_alias="BROBYGGER_KEEP_DOUBTS", ge=1, le=90)
    keep_reasons: int = Field(default=0, validation_alias="BROBYGGER_KEEP_REASONS", ge=0, le=36500)
    lang: Literal["da", "en"] = Field(default="da", validation_alias="BROBYGGER_LANG")
    port: int = Field(default=8000, validation_alias="PORT", ge=1, le=65535)

    @classmethod
    def from_environment(cls) -> Self:
        """The settings as the environment has them now; an empty variable is none.

        Refused: one sentence that names the variable.
        """
        try:
            settings = cls.model_validate(
                {name: os.environ[name] for name in variables() if os.environ.get(name)}
            )
        except ValidationError as error:
            raise _refused(str(error.errors()[0]["loc"][0])) from None
        settings.oidc()
        return settings

    def public_host(self) -> str:
        """The host of ``url`` as browsers send it, without port and brackets; "" when it is not set."""
        return _ascii(urlsplit(self.url).hostname or "")

    def can_mail(self) -> bool:
        """Whether a mail server is set."""
        return bool(self.smtp_url and self.mail_from)

    def site(self) -> str:
        """The address that links in mails and at the command line begin with."""
        return self.url or f"http://localhost:{self.port}"

    def password(self) -> str:
        """The database password, from the variable or else the file it names; "" when neither is set."""
        if self.neo4j_password is not None:
            return self.neo4j_password.get_secret_value()
        file = self.neo4j_password_file
        return "" if file is None else _line_of("BROBYGGER_NEO4J_PASSWORD_FILE", file)

    def oidc(self) -> Options | None:
        """How to talk to the municipality's identity provider, None where none is named.

        Refused when it is named, and what else it takes is not.
        """
        if not self.oidc_issuer:
            return None
        if not self.oidc_client_id:
            raise _refused("BROBYGGER_OIDC_CLIENT_ID")
        if self.oidc_roles is None:
            raise _refused("BROBYGGER_OIDC_ROLES")
        file = self.oidc_client_secret_file
        secret = "" if file is None else _line_of("BROBYGGER_OIDC_CLIENT_SECRET_FILE", file)
        return Options(self.oidc_issuer, self.oidc_client_id, self.oidc_roles, self.oidc_scopes, secret)


def _line_of(name: str, file: Path) -> str:
    """What the file holds that a variable names. Refused when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise _refused(name) from None


def _refused(name: str) -> Refused:
    return Refused(message("settings.wrong", name=name, wanted=_WRONG.get(name, message("settings.text"))))


def variables() -> tuple[str, ...]:
    """The names of all environment variables, for README and docker-compose to be tested against."""
    return tuple(str(field.validation_alias) for field in Settings.model_fields.values())
