"""From frames of sound to one act of the person."""
