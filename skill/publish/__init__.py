"""What goes to the skill store: interaction models, manifest, icons, package."""
