"""The desk: a dossier's papers in steps, while the citizen waits.

wire, sockets      how the thin client finds and asks the service; import hardly anything
service            the service: a socket, a thread a call, an end when idle
state              where a desk keeps what is under way, on this machine
session, journal   a dossier under way: what was done so far, on disk before it is answered
receiving          files that are handed in: copied, looked at, known again
reading, preview   their pages read at once, in parallel; what they say, before they are filed
rescan, crops      what to scan again and why; pictures of doubtful values
person, procedures, having   whose papers; what a procedure asks for; what is on file already
closing            all of it filed, once
spool, sealing     what can't be filed now: kept encrypted, filed by itself later
tally              today's figures
"""
