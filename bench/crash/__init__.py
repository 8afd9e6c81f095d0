"""Killing parts of a store in the middle of long work, and looking at the rows afterwards."""
