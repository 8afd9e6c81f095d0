"""Segments and bulk work at several sizes, beside the best SQL that could be written by hand."""
