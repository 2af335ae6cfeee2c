"""Recipes that make the model files of models/."""

import os

# onnxruntime reports to its makers unless it is told not to before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
