"""Verifiers of signed documents that others wrote, and ours, brought to the same words."""
