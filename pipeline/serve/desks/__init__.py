"""Counters' calls from other machines: a token a desk, each call handed to the desk's own service.

tokens   which desks may call: hashes on disk
pace     how often
arrival  a call as it comes in, its files in a folder of its own
gate     the way in
"""
