"""Letters by mail: what stands in them, how they are sent, and that each is sent at most once."""
