"""How fast Clientela is: measured beside hand-written SQL on the same database, in the same minutes."""
