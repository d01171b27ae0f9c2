"""Bringing data into the graph: each source is a file in ``sources``, and ``running`` runs them all alike.

``tabular`` opens files, ``reading`` makes rows of them and values of rows; what both give up is a problem.
``importer`` says what a source is. Sources need beside it: ``directory``, the format that rows end in,
``registers`` of companies and units, ``hsds`` for Open Referral, and ``foreign``, tables by mapping files.
``starting`` is what a new store begins with. What else lies here is asked for by people: which sources there
are, which of them reads a file, and the rows to correct.
"""
