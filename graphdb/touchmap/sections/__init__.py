"""The sections of a touch map, one file each: every one chooses from who is there, and says why."""
