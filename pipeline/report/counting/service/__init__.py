"""What counters, surveys and the export say of the service itself: waiting, content, hand-over."""
