"""Measurements of the product on this machine. Each prints ratios against a baseline of the same run."""
