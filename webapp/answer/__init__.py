"""What an actor's own people see behind a confirmation link: three questions, not a form."""

from typing import Final

PATH: Final = "/svar"
