"""What statements begin and end with, so that the server plans seldom and answers soon."""

from typing import Final, LiteralString

ONCE: Final[LiteralString] = "CYPHER replan=skip "
"""Before a statement that names the indexes by which it finds what it needs, so its plan never gets better.

A plan from just after the first commit, while a store holds next to nothing, goes through all of a
label where no index is named, and stays so until the server starts again. MERGE can name none, and looks in
that of the constraint; of :Meta there are three.

The server otherwise plans each statement anew, up to every ten seconds, when the number of nodes has moved
much since: that took a third of its processor in an import, and a commit did it with the lock of writers.
"""

COUNT: Final[LiteralString] = " RETURN count(*) AS count"
"""Behind a statement that writes rows. One that returns nothing is answered when it is done; of one that
returns something the server says at once that it begins, and the next rows get ready meanwhile.
"""
