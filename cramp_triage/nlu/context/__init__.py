"""Who a phrase is about, what is denied, and what is only told, feared or long ago."""
