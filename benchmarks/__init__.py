"""Benchmarks of every stage and of the whole, and the made-up papers that they and the tests work
on."""
