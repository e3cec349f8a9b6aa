"""From the YAML a clinician writes to the JSON that ships. No running program imports it."""
