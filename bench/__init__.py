"""Measurements and checks on real input; never part of the test suite's verdict on time."""
