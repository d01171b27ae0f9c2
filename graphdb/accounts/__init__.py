"""People who sign in: what each role may do, their accounts, and how they prove who they are."""
