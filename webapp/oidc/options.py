"""What the settings say of the identity provider."""

from dataclasses import dataclass, field

from webapp.oidc.mapping import RoleMapping


@dataclass(frozen=True, slots=True)
class Options:
    """``secret`` is "" for a client without one. ``scopes`` are separated by blanks."""

    issuer: str
    client_id: str
    roles: RoleMapping
    scopes: str
    secret: str = field(default="", repr=False)
