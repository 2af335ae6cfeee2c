"""What people do with an archive beside running batches.

`upkeep/` makes and copies it, `finding/` looks into it, `checks/` holds the record against itself,
`reports/` counts; a batch's status, late signing and recognition alone stand beside them.
"""
