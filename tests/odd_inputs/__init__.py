"""More than two hundred odd inputs, run through the product once, and every file that comes out held
against judges that are not ours: `python -m tests.odd_inputs`.

`pictures`, `pdfs` and `pages` make them, `trial` runs and judges, `table` tells.
"""
