"""Insight's part when people are forgotten: what it notes about an address goes with the address."""

COVERS = {"insight.WrongAddress.address": "removed with the address"}
