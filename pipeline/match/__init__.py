"""The citizen register and the decision who a paper speaks of."""
