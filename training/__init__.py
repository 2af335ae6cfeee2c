"""Recipes that make the model files of models/."""
