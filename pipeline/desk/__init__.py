"""The desk: a dossier's papers in steps, while the citizen waits.

calls/       how the thin client finds and asks the service; the service itself
kept/        on disk before anything is answered: sessions, what waits sealed, the day's figures
pages/       papers handed in: copied, read side by side, what to scan again; the scanner
desk         what the commands work with; which session is meant
visits       start, person, have, cancel, day
person, procedures, having   whose papers, what is asked for, what is on file already
papers       add, scan, result, confirm
filing, closing    done: all of it filed, once; later, where it can't be now
signing      what waits for the time-stamper
"""
