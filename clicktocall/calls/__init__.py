"""Placing, following and ending calls."""
