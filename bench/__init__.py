"""The benchmark: Stop Press measured against references in the same run."""
