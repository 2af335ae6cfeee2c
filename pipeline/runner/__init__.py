"""Takes dossiers through the plan: intake, work in flight, commits, the summary.

Read `batch.py` first; `intake/` receives bytes and fixes ordinals, `flow.py` keeps the work in
flight, `commit.py` is the one writer, `recovery.py` puts things right after a crash.
"""
