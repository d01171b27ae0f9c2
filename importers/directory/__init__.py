"""The directory format, in which every source's rows end: its columns, and its rows on their way in."""
