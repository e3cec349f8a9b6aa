"""From a reply to clips of sound."""
