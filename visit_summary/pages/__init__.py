"""The same as a page, for the clinician or the person."""
