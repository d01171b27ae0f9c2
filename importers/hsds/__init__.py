"""Open Referral HSDS: its objects as records, their hours and terms as ours, and its earlier shapes."""
