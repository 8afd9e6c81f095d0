"""The verbs of bringing customers in and out."""
