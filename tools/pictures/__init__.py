"""Pictures of every page: at two widths, light and dark, with demo data and empty (`bin/pictures`)."""
