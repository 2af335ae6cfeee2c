"""AsterNet, the line recogniser run by ONNX Runtime: its model file, its output, its spaces."""
