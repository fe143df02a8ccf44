"""The harness of the benchmark; none of its figures."""
