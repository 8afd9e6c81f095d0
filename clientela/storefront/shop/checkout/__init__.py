"""The pages of the checkout."""
