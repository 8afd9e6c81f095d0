"""Components, styles and small scripts: how Clientela looks. No tables."""
