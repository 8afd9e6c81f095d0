"""The tests mirror the package; files are named by the verb."""
