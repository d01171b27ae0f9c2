"""Bringing data into the graph: each source is a file in ``sources``, and ``frame`` runs them all alike.

What sources need beside it has rooms: ``tabular`` opens files, ``foreign`` reads tables by mapping files,
``hsds`` Open Referral and ``registers`` companies and units; ``directory`` is the format all rows end in.
What lies here every run goes through.
"""
