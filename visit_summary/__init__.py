"""The visit summary on paper and screen: HTML, PDF, Markdown, FHIR, and pictures of the diary.

Imports `cramp_triage` only; nothing here decides, stores or sends anything. Its libraries are slow
to import, so a command line imports it only inside the command that needs it.
"""
