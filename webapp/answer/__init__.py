"""What an actor's own people see behind a confirmation link: three questions, not a form."""

from typing import Final

PATH: Final = "/svar"
LINK: Final = f"{PATH}/link"
"""Where a confirmation link leads, followed by its token."""
