"""Figures of the store by day and by period: what Home shows."""
