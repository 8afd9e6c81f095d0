"""The demo store's generator: people, orders, goods and pictures that are the same every time."""
