"""Reports for officials over one snapshot of the store.

catalogue     the reports by name: a new one is a file of definitions/ and a line there
definitions   a file a report: how it is computed, its columns, head figures, charts
counting      what counts as digitized, and of what: registers, periods, plans, units, traces
wording       words and numbers as people read them, by language
render        the forms of output; they know a definition, never a report's name
"""
