"""OpenID Connect: the municipality's identity provider vouches for its staff, and tells their roles."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webapp.oidc.options import Options
    from webapp.oidc.provider import Provider


def connect(options: "Options | None") -> "Provider | None":
    """The provider that the settings name, None where they name none; it is not asked anything yet."""
    if options is None:
        return None
    from webapp.oidc.provider import Provider  # Authlib takes as long to import as half of the pages

    return Provider(options)
