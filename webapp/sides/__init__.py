"""What an actor's own people, signed in, say of their relations with others, beside what the others say."""
