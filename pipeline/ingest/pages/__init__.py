"""One page of a received file: the stream to keep, its pixels and the text that it brings along."""
