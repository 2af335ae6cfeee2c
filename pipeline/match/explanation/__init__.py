"""What is shown of a decision: sentences, and citizens beside the person of a paper."""
