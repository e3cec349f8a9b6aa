"""What goes to the skill store: interaction models, manifest, icons, package; never needed to answer.."""
