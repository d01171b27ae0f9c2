"""What an actor's own people confirm and correct by a link, without an account."""
