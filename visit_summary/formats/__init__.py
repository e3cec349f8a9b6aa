"""A page as HTML, PDF, Markdown; a summary as FHIR; the pictures of a diary."""
