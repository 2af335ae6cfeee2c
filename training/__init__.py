"""Recipes that make the model files of models/."""

from pipeline.common.model_file import forbid_reports

forbid_reports()  # before a recipe loads onnxruntime
