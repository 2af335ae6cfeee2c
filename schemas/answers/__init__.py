"""What commands answer: the JSON documents of the contract, as types.

The answer is made in one place and shown by another; both are checked against the same keys.
"""
