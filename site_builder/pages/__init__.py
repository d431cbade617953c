"""One output: from a job to its bytes."""
